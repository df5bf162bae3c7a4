#!lua flags=allow-oom
-- Gives up a claim, if it is this user's.
-- KEYS  1 email
-- ARGV  1 user
-- Reply 0 (it was not)   1
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('UNLINK', KEYS[1])
