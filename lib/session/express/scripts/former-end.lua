#!lua flags=allow-oom
-- Ends a session that connect-redis wrote, or leaves it behind once it has moved.
-- KEYS  1 session
-- Reply 1   0 (there was none)
return redis.call('UNLINK', KEYS[1])
