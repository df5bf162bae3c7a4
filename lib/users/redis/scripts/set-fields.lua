#!lua
-- Changes fields of a user who exists.
-- KEYS  1 user
-- ARGV  fields and values
-- Reply 0 (no such user)   1
if not redis.call('HGET', KEYS[1], 'email') then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV))
return 1
