#!lua
-- Links a user to a subject of a provider permanently: a user has at most one subject of each
-- issuer.
-- KEYS  1 user
-- ARGV  1 field of the issuer   2 subject
--       3 email that the user must have, verified, unless it is linked; or ''
-- Reply 0 (no such user, another subject's, or not that email)   1 (linked)
local has = redis.call('HMGET', KEYS[1], 'email', 'emailVerified', 'barred', ARGV[1])
if not has[1] or has[3] then return 0 end
if has[4] and has[4] ~= ARGV[2] then return 0 end
if not has[4] and ARGV[3] ~= '' and (has[1] ~= ARGV[3] or not has[2]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PERSIST', KEYS[1])
return 1
