#!lua
-- Notes that an existing user wants another email.
-- KEYS  1 user
-- ARGV  1 email wanted
-- Reply 0 (no such user)   1 (noted)
if not redis.call('HGET', KEYS[1], 'email') then return 0 end
redis.call('HSET', KEYS[1], 'nextEmail', ARGV[1], 'nextSince', redis.call('TIME')[1])
return 1
