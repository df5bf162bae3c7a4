#!lua flags=allow-oom
-- Reads a session and slides its idle end. Counts as a write for Redis although it seldom writes: a deposed primary
-- then refuses it (NOREPLICAS) and can't accept a session that was revoked elsewhere. A full Redis still answers it.
-- KEYS  1 index of the user   2 record
-- ARGV  1 id   2 idle ms   3 ms after which a slide is written   4 grace ms   5... pepper key id .. verifier, a pepper each
-- Reply 0 (no such session)   {1 | 2 superseded, record, absolute end, now}   {3 replayed: revoked now}
local record = redis.call('GET', KEYS[2])
if not record then return 0 end
if string.byte(record, 1) ~= 1 then return redis.error_reply('UNKNOWNLAYOUT') end
local ends = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not ends then return 0 end
ends = tonumber(ends)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local seen = struct.unpack('>I6', record, 21)
if now >= ends or now - seen >= tonumber(ARGV[2]) then return 0 end

local status = 0
local current = string.sub(record, 3, 20)
for i = 5, #ARGV do
  if ARGV[i] == current then status = 1 end
end
local generations = string.byte(record, 2)
if status == 0 and generations > 0 then
  local rotated = struct.unpack('>I6', record, 27)
  for g = 0, generations - 1 do
    local previous = string.sub(record, 33 + g * 18, 50 + g * 18)
    for i = 5, #ARGV do
      if ARGV[i] == previous then
        status = (g == 0 and now - rotated <= tonumber(ARGV[4])) and 2 or 3
      end
    end
  end
end
if status == 0 then return 0 end
if status == 3 then
  -- The token was replaced longer ago than any request takes: somebody else holds a copy. End the session for both.
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('UNLINK', KEYS[2])
  return {3}
end

if now - seen >= tonumber(ARGV[3]) then
  redis.call('SETRANGE', KEYS[2], 20, struct.pack('>I6', now))
  redis.call('PEXPIREAT', KEYS[2], math.min(now + ARGV[2], ends))
end
return {status, record, ends, now}
