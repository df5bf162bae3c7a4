#!lua flags=no-writes
-- Reads sessions and leaves them as they are, on a replica too: for the seconds in which there is no primary to ask. Whoever calls
-- it makes sure that the node has every acknowledged revocation (lib/redis/sentinel-watch.ts).
-- KEYS, ARGV and reply are those of read.lua; a token that would be a replay there is "no such session" here.
local idle, grace, peppers = tonumber(ARGV[1]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function isShown(verifier, first)
  for i = first, first + peppers - 1 do
    if ARGV[i] == verifier then return true end
  end
  return false
end

local function peek(index, key, at)
  local record = redis.call('GET', key)
  if not record then return 0 end
  if string.byte(record, 1) ~= 1 then return redis.error_reply('UNKNOWNLAYOUT') end
  local score = redis.call('ZSCORE', index, ARGV[at])
  if not score then return 0 end
  local seen = struct.unpack('>I6', record, 21)
  if now >= tonumber(score) or now - seen >= idle then return 0 end

  if isShown(string.sub(record, 3, 20), at + 1) then return score .. '\1' .. record end
  local former = string.byte(record, 2) > 0 and isShown(string.sub(record, 33, 50), at + 1)
  if former and now - struct.unpack('>I6', record, 27) <= grace then return score .. '\2' .. record end
  return 0
end

local reply = {now}
for i = 1, #KEYS, 2 do
  local ok, item = pcall(peek, KEYS[i], KEYS[i + 1], 5 + (i - 1) / 2 * (1 + peppers))
  reply[#reply + 1] = (ok or type(item) == 'table') and item or redis.error_reply(item)
end
return reply
