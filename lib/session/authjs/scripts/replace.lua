#!lua
-- Compare-and-set.
-- KEYS  1 record
-- ARGV  1 content expected   2 content wanted
-- Reply 1 (written, or written before)   0 (the content is another, or no record exists)
local there = redis.call('GET', KEYS[1])
if there == ARGV[2] then return 1 end
if there ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1
