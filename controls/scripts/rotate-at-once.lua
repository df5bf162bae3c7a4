#!lua flags=allow-oom
-- For a negative control only. The earlier token counts as replaced once the next one is issued. If
-- the answer with the next token is lost, the script reports the owner's session as copied by
-- another person. It knows layout 2 only, and only as many generations as distinguish a replay from
-- a guess. KEYS, ARGV and reply are those of rotate.lua.
local byte, sub, pack = string.byte, string.sub, struct.pack
local record = redis.call('GET', KEYS[2])
if not record or not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local verifiers = tonumber(ARGV[4])
local current = sub(record, 3, 20)
local isCurrent = false
for i = 5, 4 + verifiers do isCurrent = isCurrent or ARGV[i] == current end
if not isCurrent then return -1 end
local generations = byte(record, 2)
local kept = math.min(generations, 3)
local access = generations > 0 and 32 + generations * 24 or 26
redis.call('SET', KEYS[2],
  string.char(2, kept + 1) .. ARGV[6 + verifiers] .. sub(record, 21, 26) .. '\0\0\0\0\0\0'
  .. current .. pack('>I6', now) .. sub(record, 33, 32 + kept * 24) .. sub(record, access + 1), 'KEEPTTL')
return 2
