#!lua flags=allow-oom
-- Which user claims an email, and the claim's fence. Redis treats it as a write, so that a deposed
-- primary refuses it (lib/session/scripts/read.lua).
-- KEYS  1 email   2 fence
-- Reply nil (no user)   {owner, fence; '' for a claim from before fences existed}
local owner = redis.call('GET', KEYS[1])
return owner and {owner, redis.call('GET', KEYS[2]) or ''}
