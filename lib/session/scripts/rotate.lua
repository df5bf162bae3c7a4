#!lua flags=allow-oom
-- Gives a session a new secret. The old one leads to the session for the grace, after that it ends it (read.lua).
-- KEYS  1 index of the user   2 record
-- ARGV  1 id   2 new pepper key id .. verifier   3... pepper key id .. verifier of the token shown, a pepper each
-- Reply 0 (no such session)   1 rotated   2 (the token shown was replaced already)
local record = redis.call('GET', KEYS[2])
if not record then return 0 end
if string.byte(record, 1) ~= 1 then return redis.error_reply('UNKNOWNLAYOUT') end
local ends = redis.call('ZSCORE', KEYS[1], ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if not ends or now >= tonumber(ends) then return 0 end

local current = string.sub(record, 3, 20)
if current == ARGV[2] then return 1 end
local shown = 0
for i = 3, #ARGV do
  if ARGV[i] == current then shown = 1 end
end
local generations = string.byte(record, 2)
local access = 26 + (generations > 0 and 6 + generations * 18 or 0)
local previous = generations > 0 and string.sub(record, 33, access) or ''
if shown == 0 then
  for g = 0, generations - 1 do
    for i = 3, #ARGV do
      if ARGV[i] == string.sub(previous, 1 + g * 18, 18 + g * 18) then return 2 end
    end
  end
  return 0
end
-- Four generations are remembered: more would grow the record for ever, fewer would miss a slow thief.
previous = string.sub(current .. previous, 1, 4 * 18)
redis.call('SET', KEYS[2],
  string.sub(record, 1, 1) .. string.char(#previous / 18) .. ARGV[2] .. string.sub(record, 21, 26)
  .. struct.pack('>I6', now) .. previous .. string.sub(record, access + 1), 'KEEPTTL')
return 1
