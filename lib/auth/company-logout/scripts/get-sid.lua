#!lua flags=allow-oom
-- The user of a session at the provider. Redis treats it as a write, so that a deposed primary
-- refuses it.
-- KEYS  1 users by session
-- ARGV  1 session
-- Reply the user, or nil
return redis.call('HGET', KEYS[1], ARGV[1])
