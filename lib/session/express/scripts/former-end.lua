#!lua flags=allow-oom
-- Ends a session that connect-redis wrote, or removes it once it has moved.
-- KEYS  1 session
-- Reply 1   0 (no such session)
return redis.call('UNLINK', KEYS[1])
