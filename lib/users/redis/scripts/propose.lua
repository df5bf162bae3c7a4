#!lua
-- Notes that an existing user wants another email.
-- KEYS  1 user
-- ARGV  1 email wanted   2 nonce
-- Reply 0 (no such user, or a barred one)
-- the attempt, which only this very proposal's commit may name
local has = redis.call('HMGET', KEYS[1], 'email', 'barred')
if not has[1] or has[2] then return 0 end
local time = redis.call('TIME')
local attempt = table.concat({ARGV[2], time[1], time[2]}, '.')
redis.call('HSET', KEYS[1], 'nextEmail', ARGV[1], 'nextSince', time[1], 'attempt', attempt)
return attempt
