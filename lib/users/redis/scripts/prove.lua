#!lua
-- Notes that a provider proved the email of a user, if the user still has it.
-- KEYS  1 user
-- ARGV  1 email   2 ms since 1970
-- Reply 0 (doesn't have it)   1
if redis.call('HGET', KEYS[1], 'email') ~= ARGV[1] then return 0 end
if not redis.call('HGET', KEYS[1], 'emailVerified') then redis.call('HSET', KEYS[1], 'emailVerified', ARGV[2]) end
return 1
