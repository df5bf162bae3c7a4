#!lua
-- Uses up a code by which a user verifies their email: once, and only while it is still their
-- email. A repetition after a lost connection replies the same.
-- KEYS  1 user   2 text from which the code is derived
-- ARGV  1 the text that it was derived from   2 email   3 ms since 1970
-- Reply 0 (used, too old, or another email by now)   1
local has = redis.call('HMGET', KEYS[1], 'email', 'barred', 'emailVerified')
if has[1] ~= ARGV[2] or has[2] then return 0 end
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return has[3] == ARGV[3] and 1 or 0 end
redis.call('UNLINK', KEYS[2])
redis.call('HSET', KEYS[1], 'emailVerified', ARGV[3])
return 1
