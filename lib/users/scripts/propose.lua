#!lua
-- Notes that an existing user wants another email.
-- KEYS  1 user
-- ARGV  1 email wanted
-- Reply 0 (no such user, or a barred one)   1 (noted)
local has = redis.call('HMGET', KEYS[1], 'email', 'barred')
if not has[1] or has[2] then return 0 end
redis.call('HSET', KEYS[1], 'nextEmail', ARGV[1], 'nextSince', redis.call('TIME')[1])
return 1
