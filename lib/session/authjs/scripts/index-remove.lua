#!lua
-- KEYS  1 index of an owner
-- ARGV  1... ids
return redis.call('ZREM', KEYS[1], unpack(ARGV))
