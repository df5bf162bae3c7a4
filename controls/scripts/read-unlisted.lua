#!lua flags=allow-oom
-- For a negative control only. It reads records without checking whether the index lists them. So
-- an end that deletes no record (revoke-all.lua) ends nothing. It takes any token of a session for
-- the current one. KEYS, ARGV and reply are those of read.lua.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ends = string.format('%.0f', now + tonumber(ARGV[1]))
local reply = {now}
for i = 2, #KEYS, 2 do
  local record = redis.call('GET', KEYS[i])
  reply[#reply + 1] = record and ends .. '\1' .. record or 0
end
return reply
