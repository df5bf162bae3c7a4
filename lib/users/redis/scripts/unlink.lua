#!lua
-- Removes a link, if it is this subject's.
-- KEYS  1 user
-- ARGV  1 field of the issuer   2 subject
-- Reply 0 (it was not)   1
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
return redis.call('HDEL', KEYS[1], ARGV[1])
