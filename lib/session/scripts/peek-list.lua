#!lua flags=no-writes
-- Lists a user's living sessions and leaves them as they are, on a replica too (see peek.lua).
-- KEYS  1 index of the user
-- ARGV  1 idle ms   2 stem of the records' keys (the id follows)
-- Reply {now, id, absolute end, record, id, absolute end, record...}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local listed = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
local reply = {now}
for i = 1, #listed, 2 do
  local record = redis.call('GET', ARGV[2] .. listed[i])
  if record and string.byte(record, 1) ~= 1 then return redis.error_reply('UNKNOWNLAYOUT') end
  if record and now < tonumber(listed[i + 1]) and now - struct.unpack('>I6', record, 21) < tonumber(ARGV[1]) then
    reply[#reply + 1] = listed[i]
    reply[#reply + 1] = tonumber(listed[i + 1])
    reply[#reply + 1] = record
  end
end
return reply
