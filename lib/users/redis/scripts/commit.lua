#!lua
-- Gives a user the email that it claimed: from here on it counts. A new email is unverified.
-- KEYS  1 user   2 password
-- ARGV  1 email   2 attempt, as the draft or the proposal was answered   3 the claim's fence
-- Reply 0 (it was contested, or another attempt began, or is no more)   1 (has it)
--       {the email before, its claim's fence}, if there was another
local before, wanted, attempt, fence = unpack(redis.call('HMGET', KEYS[1], 'email', 'nextEmail', 'attempt', 'claim'))
if wanted ~= ARGV[1] or attempt ~= ARGV[2] then return before == ARGV[1] and 1 or 0 end
redis.call('HSET', KEYS[1], 'email', ARGV[1], 'claim', ARGV[3])
redis.call('HDEL', KEYS[1], 'nextEmail', 'nextSince', 'attempt')
redis.call('PERSIST', KEYS[1])
redis.call('PERSIST', KEYS[2])
if not before or before == ARGV[1] then return 1 end
redis.call('HDEL', KEYS[1], 'emailVerified')
return {before, fence or ''}
