#!lua flags=allow-oom
-- Notes a logout at the provider; an earlier one changes nothing. A full Redis accepts it as well,
-- because it ends sessions.
-- KEYS  1 logouts
-- ARGV  1 what was ended   2 when, in seconds   3 seconds for which it is remembered
-- Reply 1
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[3])
local before = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not before or tonumber(before) < tonumber(ARGV[2]) then redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1]) end
return 1
