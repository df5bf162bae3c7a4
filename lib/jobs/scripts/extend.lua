#!lua
-- Extends a lease that no other holder has taken since.
-- KEYS  1 job
-- ARGV  1 holder   2 milliseconds of a lease
-- Reply 1, or 0 if another holder has the grant
if redis.call('HGET', KEYS[1], 'holder') ~= ARGV[1] then return 0 end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'until', time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2])
return 1
