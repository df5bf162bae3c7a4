#!lua
-- Replaces a session unless another request did so since it was read. It creates no session, except
-- for a session of connect-redis that moves here.
-- KEYS  1 record   2 mark of the session that ended under this id
--       3 mark that this very save was done
-- ARGV  1 nonce of the record that the change was made from; '' for a session of connect-redis
--       2 new record   3 ms to live
--       4 ms for which the third key stays
--       5 the beginning of the key of a user's index, or '' if that lies in another slot
-- Reply 0 (no such session)   1 (written)   the current record (another request was quicker)
local byte, sub = string.byte, string.sub
local birth, nonce = sub(ARGV[2], 2, 13), sub(ARGV[2], 14, 25)
local there = redis.call('GET', KEYS[1])
if there then
  if byte(there, 1) ~= 1 then return redis.error_reply('UNKNOWNLAYOUT') end
  -- Another session has the id now.
  if sub(there, 2, 13) ~= birth then return 0 end
  if ARGV[5] ~= '' and byte(there, 26) == 1 then
    if not redis.call('ZSCORE', ARGV[5] .. sub(there, 27, 42) .. '}:eu', sub(there, 43, 58)) then return 0 end
  end
  local now = sub(there, 14, 25)
  if now ~= ARGV[1] then
    -- A save that is sent again after a lost connection was done the first time, even if others
    -- have built on it since.
    if now == nonce or redis.call('EXISTS', KEYS[3]) == 1 then return 1 end
    return there
  end
elseif ARGV[1] ~= '' or redis.call('GET', KEYS[2]) == birth then
  return 0
end
redis.call('SET', KEYS[3], '', 'PX', ARGV[4])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
