#!lua
-- Begins the verification of a user's email, or a reset: keeps the random text from which the app
-- derives the link's code.
-- KEYS  1 user   2 text from which the code is derived
-- ARGV  1 random text   2 ms to live
--       3 '1' to keep the one that is there, so that the codes sent before stay good
-- Reply nil (no such user, a barred one, or one without an email)
-- the text that counts from now on
local has = redis.call('HMGET', KEYS[1], 'email', 'barred')
if not has[1] or has[1] == '' or has[2] then return false end
local seed = ARGV[3] == '1' and redis.call('GET', KEYS[2]) or ARGV[1]
redis.call('SET', KEYS[2], seed, 'PX', ARGV[2])
return seed
