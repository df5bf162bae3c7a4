#!lua flags=allow-oom
-- Moves a session's end. It never creates a session.
-- KEYS  1 record
-- ARGV  1 birth of the session   2 ms to live
-- Reply 1   0 (no such session)
if redis.call('GETRANGE', KEYS[1], 1, 12) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
