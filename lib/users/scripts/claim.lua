#!lua
-- Claims an email, if it is free or its owner was found not to have it (contest.lua).
-- KEYS  1 email
-- ARGV  1 user   2 owner who doesn't have it, or ''
-- Reply the owner after this
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] and owner ~= ARGV[2] then return owner end
redis.call('SET', KEYS[1], ARGV[1])
return ARGV[1]
