#!lua
-- Writes a record unless this key has one.
-- KEYS  1 record
-- ARGV  1 content   2 ms to live, 0 for no limit
-- Reply false (written)   or the current content
local there = redis.call('GET', KEYS[1])
if there then return there end
if ARGV[2] == '0' then
  redis.call('SET', KEYS[1], ARGV[1])
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return false
