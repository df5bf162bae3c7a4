#!lua
-- Opens an account for a person whom a provider knows. It has no email yet, and expires unless link.lua makes it last.
-- KEYS  1 user
-- ARGV  1 ms to live   2... fields and values
-- Reply 1
redis.call('HSET', KEYS[1], 'email', '', unpack(ARGV, 2))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
