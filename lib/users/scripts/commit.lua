#!lua
-- Gives a user the email that it claimed: from here on it counts. A new one has not been shown to be read by this person.
-- KEYS  1 user   2 password
-- ARGV  1 email
-- Reply 0 (it was contested, or is no more)   1 (has it)   the email before, if there was another
local before = redis.call('HGET', KEYS[1], 'email')
if before ~= ARGV[1] and redis.call('HGET', KEYS[1], 'nextEmail') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'email', ARGV[1])
redis.call('HDEL', KEYS[1], 'nextEmail', 'nextSince')
redis.call('PERSIST', KEYS[1])
redis.call('PERSIST', KEYS[2])
if not before or before == ARGV[1] then return 1 end
redis.call('HDEL', KEYS[1], 'emailVerified')
return before
