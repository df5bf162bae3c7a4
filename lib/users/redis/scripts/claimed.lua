#!lua flags=allow-oom
-- Which user claims an email, and the claim's fence. Counts as a write for Redis, so that a deposed
-- primary refuses it (lib/session/scripts/read.lua).
-- KEYS  1 email   2 fence
-- Reply nil (nobody)   {owner, fence, '' for a claim from before there were any}
local owner = redis.call('GET', KEYS[1])
return owner and {owner, redis.call('GET', KEYS[2]) or ''}
