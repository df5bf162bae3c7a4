#!lua
-- Removes a record, if it still has this content.
-- KEYS  1 record
-- ARGV  1 content
-- Reply 1 (removed)   0
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
