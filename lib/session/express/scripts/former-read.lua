#!lua flags=allow-oom
-- Reads a session as connect-redis wrote it. It counts as a write, as read.lua does.
-- KEYS  1 session
-- Reply 0 (no such session)   {JSON, ms to live; -1 for no limit}
local json = redis.call('GET', KEYS[1])
if not json then return 0 end
return {json, redis.call('PTTL', KEYS[1])}
