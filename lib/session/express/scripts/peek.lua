#!lua flags=no-writes
-- Reads a session, also on a replica, for the seconds in which no primary answers. The caller
-- makes sure that the node has every acknowledged write (lib/session/redis/sentinel-watch.ts).
-- KEYS, ARGV and reply are those of read.lua.
local record = redis.call('GET', KEYS[1])
if not record then return 0 end
if string.byte(record, 1) ~= 1 then return redis.error_reply('UNKNOWNLAYOUT') end
if ARGV[1] ~= '' and string.byte(record, 26) == 1 then
  local index = ARGV[1] .. string.sub(record, 27, 42) .. '}:eu'
  if not redis.call('ZSCORE', index, string.sub(record, 43, 58)) then return 0 end
end
return {record, redis.call('PTTL', KEYS[1])}
