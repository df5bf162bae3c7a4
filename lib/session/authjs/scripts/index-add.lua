#!lua
-- KEYS  1 index of an owner
-- ARGV  1 id
return redis.call('ZADD', KEYS[1], 0, ARGV[1])
