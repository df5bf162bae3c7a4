#!lua
-- KEYS  1 index of an owner
return redis.call('ZRANGE', KEYS[1], 0, -1)
