#!lua
-- Notes that an existing user wants another email.
-- KEYS  1 user
-- ARGV  1 email wanted   2 nonce
-- Reply 0 (no such user)   the attempt, which only this very proposal's commit may name
if not redis.call('HGET', KEYS[1], 'email') then return 0 end
local time = redis.call('TIME')
local attempt = table.concat({ARGV[2], time[1], time[2]}, '.')
redis.call('HSET', KEYS[1], 'nextEmail', ARGV[1], 'nextSince', time[1], 'attempt', attempt)
return attempt
