#!lua flags=allow-oom
-- Lists a user's living sessions, and drops from the index those whose record has idled out or was
-- evicted.
-- KEYS  1 index of the user
-- ARGV  1 idle ms   2 stem of the records' keys (the id follows)
-- Reply {now, id, absolute end, record, id, absolute end, record...}. A record that can't be read
--       is listed as well, since it must be possible to revoke it: the reply has its bytes, or ''
--       for a key of another type.
local function read(key)
  local ok, record = pcall(redis.call, 'GET', key)
  if ok then return record end
  local problem = type(record) == 'table' and record.err or record
  if string.find(problem, 'WRONGTYPE', 1, true) then return '' end
  -- The error is a table, since Valkey puts the position of the line before a text.
  error({err = problem})
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local listed = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
local reply = {now}
for i = 1, #listed, 2 do
  local record = read(ARGV[2] .. listed[i])
  if not record then
    redis.call('ZREM', KEYS[1], listed[i])
  else
    local layout = #record >= 26 and string.byte(record, 1)
    local known = layout == 1 or layout == 2
    if not known or now - struct.unpack('>I6', record, 21) < tonumber(ARGV[1]) then
      reply[#reply + 1] = listed[i]
      reply[#reply + 1] = tonumber(listed[i + 1])
      reply[#reply + 1] = record
    end
  end
end
return reply
