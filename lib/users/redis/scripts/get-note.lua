#!lua flags=allow-oom
-- The text that a room keeps with a user.
-- KEYS  1 user
-- ARGV  1 field
-- Reply the text, or nil (none, or no such user)
return redis.call('HGET', KEYS[1], 'email') and redis.call('HGET', KEYS[1], ARGV[1])
