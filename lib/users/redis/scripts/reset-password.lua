#!lua
-- Uses up a code to replace a password: once, and only while the email and the password are those
-- that it was made for. A person with the code reads the email, so from now on it is verified. A
-- repetition after a lost connection replies the same.
-- KEYS  1 user   2 password   3 text from which the code is derived
-- ARGV  1 the text that it was derived from   2 email   3 password hash that it was made for
--       4 new hash   5 ms since 1970
-- Reply 0 (used, too old, or another email or password by now)   1 (replaced)
--       2 (replaced, and the email was unverified before)
local has = redis.call('HMGET', KEYS[1], 'email', 'barred', 'emailVerified')
if has[1] ~= ARGV[2] or has[2] then return 0 end
local there = redis.call('GET', KEYS[2])
if there ~= ARGV[4] then
  if there ~= ARGV[3] or redis.call('GET', KEYS[3]) ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[2], ARGV[4])
  redis.call('UNLINK', KEYS[3])
  if not has[3] then
    redis.call('HSET', KEYS[1], 'emailVerified', ARGV[5])
    return 2
  end
end
return has[3] == ARGV[5] and 2 or 1
