#!lua flags=allow-oom
-- A user's fields and password hash. Counts as a write for Redis, so that a deposed primary refuses
-- it: a password that was changed elsewhere must not be accepted.
-- KEYS  1 user   2 password, where it is wanted
-- Reply nil (no such user, or a barred one)   {fields and values, password hash or nil}
local has = redis.call('HMGET', KEYS[1], 'email', 'barred')
if not has[1] or has[2] then return false end
return {redis.call('HGETALL', KEYS[1]), KEYS[2] and redis.call('GET', KEYS[2])}
