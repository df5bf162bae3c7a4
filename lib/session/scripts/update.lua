#!lua
-- Replaces a session's envelope if nobody else did so since it was read. Never creates, never prolongs.
-- KEYS  1 index of the user   2 record
-- ARGV  1 id   2 nonce of the envelope that the change was made from   3 new envelope
-- Reply 0 (no such session)   {1 written, absolute end, now, last seen}   {2 conflict, record, absolute end, now}
local record = redis.call('GET', KEYS[2])
if not record then return 0 end
if string.byte(record, 1) ~= 1 then return redis.error_reply('UNKNOWNLAYOUT') end
local ends = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not ends then return 0 end
ends = tonumber(ends)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now >= ends then return 0 end

local generations = string.byte(record, 2)
local access = 26 + (generations > 0 and 6 + generations * 18 or 0)
local nonce = string.sub(record, access + 5, access + 16)
-- A nonce is random, so to find the new one already there means that this very write was repeated.
if nonce ~= ARGV[2] and nonce ~= string.sub(ARGV[3], 5, 16) then
  return {2, record, ends, now}
end
redis.call('SET', KEYS[2], string.sub(record, 1, access) .. ARGV[3], 'KEEPTTL')
return {1, ends, now, struct.unpack('>I6', record, 21)}
