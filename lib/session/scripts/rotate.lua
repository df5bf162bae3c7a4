#!lua flags=allow-oom
-- Gives a session its next token. The former token leads to the session until the next was shown
-- and the grace has passed since. If it is shown later, the session ends (read.lua).
-- The layouts of a record: lib/session/record.ts
-- KEYS  1 index of the user   2 record
-- ARGV  1 id   2 layout to write   3 grace ms   4 number of verifiers of each token
--       then the verifiers of the token shown, then those of the token that follows it. Of the
--       latter, layout 1 is written with the first and layout 2 with the second.
-- Reply 0 no such session
--       i rotated, now or a moment ago: the current token has the i-th following verifier
--       -1 superseded: the token that follows has been shown
--       -2 the token shown is still the newest
local byte, sub, pack, unpack = string.byte, string.sub, struct.pack, struct.unpack
local record = redis.call('GET', KEYS[2])
if not record then return 0 end
local layout = byte(record, 1)
if layout ~= 1 and layout ~= 2 then return redis.error_reply('UNKNOWNLAYOUT') end
local ends = redis.call('ZSCORE', KEYS[1], ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if not ends or now >= tonumber(ends) then return 0 end

local grace, verifiers = tonumber(ARGV[3]), tonumber(ARGV[4])
local function position(verifier, first)
  for i = 1, verifiers do
    if ARGV[first - 1 + i] == verifier then return i end
  end
end
local function isTime(at) return at > 0 and at <= now end

-- The tokens before the current one, newest first, with the time when the one after each was first
-- shown.
local generations, stride = byte(record, 2), layout == 1 and 18 or 24
local former, shownAt = {}, {}
for g = 0, generations - 1 do
  former[g + 1] = sub(record, 33 + g * stride, 50 + g * stride)
  shownAt[g + 1] = unpack('>I6', record, layout == 1 and 27 or 51 + g * 24)
end
local reissued = layout == 2 and generations > 0 and unpack('>I6', record, 27) or 0
local current = sub(record, 3, 20)

if not position(current, 5) then
  for g, verifier in ipairs(former) do
    if position(verifier, 5) then
      local again = g == 1 and not isTime(shownAt[1]) and position(current, 5 + verifiers)
      if not again then return -1 end
      if layout == 2 then redis.call('SETRANGE', KEYS[2], 26, pack('>I6', now)) end
      return again
    end
  end
  return 0
end

if generations > 0 and not isTime(shownAt[1]) then shownAt[1] = now end
-- An answer with this token, given for the second time, may still be on its way. If it arrived
-- after the next token's, it would put this one back into the browser. So no next token exists
-- until the answer must have arrived.
if isTime(reissued) and now - reissued <= grace then
  redis.call('SETRANGE', KEYS[2], 50, pack('>I6', shownAt[1]))
  return -2
end

table.insert(former, 1, current)
table.insert(shownAt, 1, 0)
local written = math.max(layout, tonumber(ARGV[2]))
local entries = {}
for g = 1, math.min(#former, 16) do
  -- Four former tokens are enough to tell a replay from a stranger's guess. More stay only while a
  -- request in flight may show them.
  if g > 4 and (written == 1 or now - shownAt[g] > grace) then break end
  entries[g] = former[g] .. (written == 2 and pack('>I6', shownAt[g]) or '')
end
local access = 26 + (generations > 0 and 6 + generations * stride or 0)
redis.call('SET', KEYS[2],
  string.char(written, #entries) .. ARGV[4 + verifiers + written] .. sub(record, 21, 26)
  .. (written == 1 and '\255\255\255\255\255\255' or '\0\0\0\0\0\0') .. table.concat(entries)
  .. sub(record, access + 1), 'KEEPTTL')
return written
