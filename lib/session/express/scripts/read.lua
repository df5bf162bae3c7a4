#!lua flags=allow-oom
-- Reads a session, and leaves its end where it is. Redis counts it as a write, so a deposed primary
-- refuses it and can't show a session that ended elsewhere. A full Redis still answers it.
-- KEYS  1 record
-- ARGV  1 the beginning of the key of a user's index, or '' if that lies in another slot
-- Reply 0 (no such session)   {record, ms to live}
-- The layout of a record: lib/session/express/record.ts
local record = redis.call('GET', KEYS[1])
if not record then return 0 end
if string.byte(record, 1) ~= 1 then return redis.error_reply('UNKNOWNLAYOUT') end
if ARGV[1] ~= '' and string.byte(record, 26) == 1 then
  local index = ARGV[1] .. string.sub(record, 27, 42) .. '}:eu'
  if not redis.call('ZSCORE', index, string.sub(record, 43, 58)) then return 0 end
end
return {record, redis.call('PTTL', KEYS[1])}
