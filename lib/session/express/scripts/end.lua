#!lua flags=allow-oom
-- Ends a session, and keeps a mark for a while, for writes of the session that are still on their
-- way.
-- KEYS  1 record   2 mark of the session that ended under this id
-- ARGV  1 ms for which the mark stays   2 birth to mark if no record exists, or ''
-- Reply 1 (ended)   0 (no such session)
local birth = redis.call('GETRANGE', KEYS[1], 1, 12)
if birth == '' and redis.call('EXISTS', KEYS[2]) == 0 then birth = ARGV[2] end
if birth ~= '' then redis.call('SET', KEYS[2], birth, 'PX', ARGV[1]) end
return redis.call('UNLINK', KEYS[1])
