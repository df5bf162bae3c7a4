#!lua flags=no-writes
-- Reads a session and leaves it as it is, on a replica too: for the seconds in which there is no primary to ask. Whoever calls
-- it makes sure that the node has every acknowledged revocation (lib/redis/sentinel-watch.ts).
-- KEYS  1 index of the user   2 record
-- ARGV  1 id   2 idle ms   3 grace ms   4... pepper key id .. verifier, a pepper each
-- Reply 0 (not here, or not to be accepted)   {1 | 2 superseded, record, absolute end, now}
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
for i = 4, #ARGV do
  if ARGV[i] == current then status = 1 end
end
local generations = string.byte(record, 2)
if status == 0 and generations > 0 and now - struct.unpack('>I6', record, 27) <= tonumber(ARGV[3]) then
  for i = 4, #ARGV do
    if ARGV[i] == string.sub(record, 33, 50) then status = 2 end
  end
end
if status == 0 then return 0 end
return {status, record, ends, now}
