#!lua
-- Claims an email if it is free, or its user's own, or if contest.lua found that its owner doesn't
-- have it. Each claim gets a fence of its own, even one that the same user repeats. An answer of
-- contest.lua from before that claim is then void.
-- KEYS  1 email   2 fence
-- ARGV  1 user   2 nonce   3 owner who doesn't have it, or ''   4 the fence that this was asked at
-- Reply {owner after this, fence after this}
local owner = redis.call('GET', KEYS[1])
local fence = redis.call('GET', KEYS[2]) or ''
if owner and owner ~= ARGV[1] and (owner ~= ARGV[3] or fence ~= ARGV[4]) then return {owner, fence} end
local time = redis.call('TIME')
fence = table.concat({ARGV[2], time[1], time[2]}, '.')
redis.call('SET', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], fence)
return {ARGV[1], fence}
