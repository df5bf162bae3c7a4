#!lua
-- Opens an account for a person whom a provider knows. It has no email yet, and expires unless
-- link.lua removes the TTL. A late repetition leaves the account as it is.
-- KEYS  1 user
-- ARGV  1 ms to live   2... fields and values
-- Reply 1
if redis.call('HGET', KEYS[1], 'email') then return 1 end
redis.call('HSET', KEYS[1], 'email', '', unpack(ARGV, 2))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
