#!lua
-- Removes a record and returns it: of two callers, one gets it.
-- KEYS  1 record
local there = redis.call('GET', KEYS[1])
if there then redis.call('DEL', KEYS[1]) end
return there
