#!lua
-- Writes a new user who doesn't count yet. The user expires unless commit.lua removes the TTL.
-- KEYS  1 user   2 password
-- ARGV  1 email wanted   2 nonce   3 ms to live   4 password hash, or ''   5... fields and values
-- Reply 0 (there is such a user)   the attempt, which only this very draft's commit may name
if redis.call('HGET', KEYS[1], 'email') then return 0 end
redis.call('UNLINK', KEYS[1], KEYS[2])
local time = redis.call('TIME')
local attempt = table.concat({ARGV[2], time[1], time[2]}, '.')
redis.call('HSET', KEYS[1], 'nextEmail', ARGV[1], 'nextSince', time[1], 'attempt', attempt, unpack(ARGV, 5))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
if ARGV[4] ~= '' then redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[3]) end
return attempt
