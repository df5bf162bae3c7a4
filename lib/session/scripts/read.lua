#!lua flags=allow-oom
-- Reads sessions, and slides the idle end of each. Redis counts it as a write although it seldom
-- writes. So a deposed primary refuses it (NOREPLICAS) and can't accept a session that was revoked
-- elsewhere. A full Redis still answers it.
-- KEYS  1 index of the user   2 record   and so on, two for each session
-- ARGV  1 idle ms   2 ms after which a slide is written   3 grace ms
--       4 number of verifiers of each token
--       then for each session its id and the verifiers of the token that was shown
-- Reply {now, an item for each session}. An item is 0 (no such session), 3 (replayed: revoked now),
--       an error that is this session's alone, or text: its absolute end in ms, in digits; \1, or
--       \2 for a superseded token; the record
-- The layouts of a record: lib/session/record.ts
local call, byte, sub, pack, unpack = redis.call, string.byte, string.sub, struct.pack, struct.unpack
local idle, slideAfter, grace, verifiers = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function isShown(verifier, first)
  for i = first, first + verifiers - 1 do
    if ARGV[i] == verifier then return true end
  end
  return false
end

-- When the token was shown that followed generation g (0 is the newest). Layout 1 has one such time
-- for all of them: the current token's, which is later than the true one. A time in the future or 0
-- means that no request has shown it.
local function successorShown(record, layout, g)
  if layout == 1 then return unpack('>I6', record, 27) end
  return unpack('>I6', record, 51 + g * 24)
end

-- The status of a token that isn't the current one: 0 never was   2 superseded   3 replayed
local function statusOfFormer(record, layout, first)
  local stride = layout == 1 and 18 or 24
  for g = 0, byte(record, 2) - 1 do
    if isShown(sub(record, 33 + g * stride, 50 + g * stride), first) then
      local shown = successorShown(record, layout, g)
      -- If no request has shown the successor, the answer with it may be lost, and this token is
      -- all that its owner has.
      return shown > 0 and now - shown > grace and 3 or 2
    end
  end
  return 0
end

local function read(index, key, at)
  local record = call('GET', key)
  if not record then return 0 end
  local layout = byte(record, 1)
  if layout ~= 1 and layout ~= 2 then return redis.error_reply('UNKNOWNLAYOUT') end
  local id = ARGV[at]
  local score = call('ZSCORE', index, id)
  if not score then return 0 end
  local ends = tonumber(score)
  local seen = unpack('>I6', record, 21)
  if now >= ends or now - seen >= idle then return 0 end

  local mark = '\1'
  if isShown(sub(record, 3, 20), at + 1) then
    -- The first request with a token starts the grace of the one before.
    if byte(record, 2) > 0 then
      local shown = successorShown(record, layout, 0)
      if shown == 0 or shown > now then
        call('SETRANGE', key, layout == 1 and 26 or 50, pack('>I6', now))
      end
    end
  else
    local status = statusOfFormer(record, layout, at + 1)
    if status == 0 then return 0 end
    if status == 3 then
      -- Its successor has been in use for longer than any request takes, so another party holds a
      -- copy. The session ends for both.
      call('ZREM', index, id)
      call('UNLINK', key)
      return 3
    end
    mark = '\2'
  end

  if now - seen >= slideAfter then
    call('SETRANGE', key, 20, pack('>I6', now))
    call('PEXPIREAT', key, math.min(now + idle, ends))
  end
  return score .. mark .. record
end

local reply = {now}
local at = 5
for i = 1, #KEYS, 2 do
  -- A fault of one session (a key of another type, a record cut short) must not fail the sessions
  -- that were asked for with it.
  local ok, item = pcall(read, KEYS[i], KEYS[i + 1], at)
  reply[#reply + 1] = (ok or type(item) == 'table') and item or redis.error_reply(item)
  at = at + 1 + verifiers
end
return reply
