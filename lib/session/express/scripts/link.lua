#!lua
-- Lists a session among its user's, until its end.
-- KEYS  1 index of the user
-- ARGV  1 member   2 ms to live
--       3 '1' to move only the end of a session that is listed
-- Reply 1   0 (it isn't listed)
if ARGV[3] == '1' and not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
-- The index lives as long as the last of its sessions, so an idle user leaves no index behind.
local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], last[2])
return 1
