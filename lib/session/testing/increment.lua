#!lua
-- Counts up a key, for tests of how writes are acknowledged.
-- KEYS  1 key
return redis.call('INCR', KEYS[1])
