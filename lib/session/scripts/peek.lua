#!lua flags=no-writes
-- Reads sessions and changes nothing, so it also runs on a replica: for the seconds in which no
-- primary answers. The caller makes sure that the node has every acknowledged revocation
-- (lib/session/redis/sentinel-watch.ts). KEYS, ARGV and the reply are those of read.lua, except
-- that item 3 (replayed) ends nothing. A replica can't end a session, and its clock did not set the
-- recorded times. Only the primary judges a replay.
local byte, sub, unpack = string.byte, string.sub, struct.unpack
local idle, grace, verifiers = tonumber(ARGV[1]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function isShown(verifier, first)
  for i = first, first + verifiers - 1 do
    if ARGV[i] == verifier then return true end
  end
  return false
end

local function peek(index, key, at)
  local record = redis.call('GET', key)
  if not record then return 0 end
  local layout = byte(record, 1)
  if layout ~= 1 and layout ~= 2 then return redis.error_reply('UNKNOWNLAYOUT') end
  local score = redis.call('ZSCORE', index, ARGV[at])
  if not score then return 0 end
  local seen = unpack('>I6', record, 21)
  if now >= tonumber(score) or now - seen >= idle then return 0 end

  if isShown(sub(record, 3, 20), at + 1) then return score .. '\1' .. record end
  local stride = layout == 1 and 18 or 24
  for g = 0, byte(record, 2) - 1 do
    if isShown(sub(record, 33 + g * stride, 50 + g * stride), at + 1) then
      local shown = unpack('>I6', record, layout == 1 and 27 or 51 + g * 24)
      return shown > 0 and now - shown > grace and 3 or score .. '\2' .. record
    end
  end
  return 0
end

local reply = {now}
for i = 1, #KEYS, 2 do
  local ok, item = pcall(peek, KEYS[i], KEYS[i + 1], 5 + (i - 1) / 2 * (1 + verifiers))
  reply[#reply + 1] = (ok or type(item) == 'table') and item or redis.error_reply(item)
end
return reply
