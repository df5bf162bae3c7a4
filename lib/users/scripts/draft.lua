#!lua
-- Writes a new user who doesn't count yet: it expires unless commit.lua makes it last.
-- KEYS  1 user   2 password
-- ARGV  1 email wanted   2 ms to live   3 password hash, or ''   4... fields and values
-- Reply 0 (there is such a user)   1 (written)
if redis.call('HGET', KEYS[1], 'email') then return 0 end
redis.call('UNLINK', KEYS[1], KEYS[2])
local now = redis.call('TIME')[1]
redis.call('HSET', KEYS[1], 'nextEmail', ARGV[1], 'nextSince', now, unpack(ARGV, 4))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if ARGV[3] ~= '' then redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[2]) end
return 1
