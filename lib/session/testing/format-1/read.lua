#!lua flags=allow-oom
-- As the last build before format 2 had it, to show that what is written in format 1 is read by
-- that build. Reads sessions, and slides the idle end of each. Counts as a write for Redis although
-- it seldom writes: a deposed primary then refuses it (NOREPLICAS) and can't accept a session that
-- was revoked elsewhere. A full Redis still answers it.
-- KEYS  1 index of the user   2 record   and so on, two for each session
-- ARGV  1 idle ms   2 ms after which a slide is written   3 grace ms   4 number of peppers
--       then for each session its id and its verifiers: pepper key id .. verifier, a pepper each
-- Reply {now, an item for each session}. An item is 0 (no such session), 3 (replayed: revoked
-- now), an error that is this
--       session's alone, or text: its absolute end in ms, in digits; \1, or \2 for a
--       superseded token; the record
local call, byte, sub, unpack = redis.call, string.byte, string.sub, struct.unpack
local idle, slideAfter, grace, peppers = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function isShown(verifier, first)
  for i = first, first + peppers - 1 do
    if ARGV[i] == verifier then return true end
  end
  return false
end

-- Of a token that isn't the current one: 0 never was   2 was until a moment ago   3 was before that
local function statusOfFormer(record, first)
  local generations = byte(record, 2)
  for g = 0, generations - 1 do
    if isShown(sub(record, 33 + g * 18, 50 + g * 18), first) then
      return (g == 0 and now - unpack('>I6', record, 27) <= grace) and 2 or 3
    end
  end
  return 0
end

local function read(index, key, at)
  local record = call('GET', key)
  if not record then return 0 end
  if byte(record, 1) ~= 1 then return redis.error_reply('UNKNOWNLAYOUT') end
  local id = ARGV[at]
  local score = call('ZSCORE', index, id)
  if not score then return 0 end
  local ends = tonumber(score)
  local seen = unpack('>I6', record, 21)
  if now >= ends or now - seen >= idle then return 0 end

  local mark = '\1'
  if not isShown(sub(record, 3, 20), at + 1) then
    local status = statusOfFormer(record, at + 1)
    if status == 0 then return 0 end
    if status == 3 then
      -- The token was replaced longer ago than any request takes: somebody else holds a copy.
      -- End the session for both.
      call('ZREM', index, id)
      call('UNLINK', key)
      return 3
    end
    mark = '\2'
  end

  if now - seen >= slideAfter then
    call('SETRANGE', key, 20, struct.pack('>I6', now))
    call('PEXPIREAT', key, math.min(now + idle, ends))
  end
  return score .. mark .. record
end

local reply = {now}
local at = 5
for i = 1, #KEYS, 2 do
  -- What is wrong with one session (a key of another type, a record cut short) must not fail
  -- those that were asked with it.
  local ok, item = pcall(read, KEYS[i], KEYS[i + 1], at)
  reply[#reply + 1] = (ok or type(item) == 'table') and item or redis.error_reply(item)
  at = at + 1 + peppers
end
return reply
