#!lua flags=allow-oom
-- A user's fields and password hash. Redis treats it as a write, so that a deposed primary refuses
-- it: the site must not accept a password that was changed on the new primary.
-- KEYS  1 user   2 password, where it is wanted
-- Reply nil (no such user, or a barred one)   {fields and values, password hash or nil}
local has = redis.call('HMGET', KEYS[1], 'email', 'barred')
if not has[1] or has[2] then return false end
return {redis.call('HGETALL', KEYS[1]), KEYS[2] and redis.call('GET', KEYS[2])}
