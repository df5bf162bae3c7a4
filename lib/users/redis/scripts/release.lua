#!lua flags=allow-oom
-- Gives up a claim, if it is still the one that this user gave up and not one that the user made
-- since.
-- KEYS  1 email   2 fence
-- ARGV  1 user   2 the claim's fence, '' for one from before fences existed
-- Reply 0 (it was not)   1
if redis.call('GET', KEYS[1]) ~= ARGV[1] or (redis.call('GET', KEYS[2]) or '') ~= ARGV[2] then return 0 end
redis.call('UNLINK', KEYS[1], KEYS[2])
return 1
