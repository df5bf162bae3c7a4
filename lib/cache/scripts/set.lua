#!lua
-- Keeps an entry.
-- KEYS  1 entry
-- ARGV  1 when it was begun, in Redis's milliseconds; 0 for now   2 its tags, one a line   3 value
--       4 milliseconds to live
-- Reply 1
local at = ARGV[1]
if at == '0' then
  local time = redis.call('TIME')
  at = time[1] * 1000 + math.floor(time[2] / 1000)
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'at', at, 'tags', ARGV[2], 'value', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
