#!lua
-- Replaces a user's password, if it hasn't changed since the given one was checked.
-- KEYS  1 user   2 password
-- ARGV  1 new hash   2 hash that was checked, '' for a user without a password, '*' whatever it is
-- Reply 0 (no such user, a barred one, or another password by now)   1
local has = redis.call('HMGET', KEYS[1], 'email', 'barred')
if not has[1] or has[2] then return 0 end
local there = redis.call('GET', KEYS[2]) or ''
if there ~= ARGV[1] and ARGV[2] ~= '*' and there ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[2], ARGV[1])
return 1
