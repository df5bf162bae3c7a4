#!lua flags=allow-oom
-- Whose a session at the provider is. Counts as a write for Redis, so that a deposed primary
-- refuses it. KEYS  1 users by session
-- ARGV  1 session
-- Reply the user, or nil
return redis.call('HGET', KEYS[1], ARGV[1])
