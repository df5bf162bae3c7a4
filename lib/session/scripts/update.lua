#!lua
-- Replaces a session's envelope unless another request did so since it was read. It never creates
-- a session and never prolongs one.
-- KEYS  1 index of the user   2 record   3 mark that this very write was done
-- ARGV  1 id   2 nonce of the envelope that the change was made from   3 new envelope
--       4 ms for which the mark stays
-- Reply 0 (no such session)   {1 written, absolute end, now, last seen}
-- {2 conflict, record, absolute end, now}
local record = redis.call('GET', KEYS[2])
if not record then return 0 end
local layout = string.byte(record, 1)
if layout ~= 1 and layout ~= 2 then return redis.error_reply('UNKNOWNLAYOUT') end
local ends = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not ends then return 0 end
ends = tonumber(ends)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now >= ends then return 0 end

local generations = string.byte(record, 2)
local access = 26 + (generations > 0 and 6 + generations * (layout == 1 and 18 or 24) or 0)
local nonce = string.sub(record, access + 5, access + 16)
if nonce ~= ARGV[2] then
  -- A write that is sent again after a lost connection finds that it was done the first time, even
  -- if others have built on it since. Without the mark it would be taken for a conflict, made once
  -- more, and count twice.
  if redis.call('EXISTS', KEYS[3]) == 0 then return {2, record, ends, now} end
  return {1, ends, now, (struct.unpack('>I6', record, 21))}
end
redis.call('SET', KEYS[3], '', 'PX', ARGV[4])
redis.call('SET', KEYS[2], string.sub(record, 1, access) .. ARGV[3], 'KEEPTTL')
return {1, ends, now, (struct.unpack('>I6', record, 21))}
