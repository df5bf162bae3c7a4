#!lua flags=allow-oom
-- Brings a guest's end near, after a login has taken over its data. It never prolongs a guest.
-- KEYS  1 index of the shelf   2 record
-- ARGV  1 id   2 ms until the end
-- Reply 0 (no such guest)   1
local ends = redis.call('ZSCORE', KEYS[1], ARGV[1])
local left = redis.call('PTTL', KEYS[2])
if not ends or left < 0 then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local near = math.min(tonumber(ends), now + ARGV[2])
redis.call('ZADD', KEYS[1], near, ARGV[1])
redis.call('PEXPIREAT', KEYS[2], math.min(now + left, near))
return 1
