#!lua
-- Writes a session and lists it. Repeating it with the same arguments leaves the same state.
-- KEYS  1 index of the user   2 record
-- ARGV  1 id   2 access part up to "last seen"   3 envelope   4 idle ms   5 absolute ms   6 cap
--       7... ids of attempts at this login whose answers were lost, which it replaces
-- Reply {now, absolute end, ids that left for the cap...}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ends = now + ARGV[5]
local cap = tonumber(ARGV[6])
local reply = {now, ends}

redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
-- The record's key differs from those of the user's other sessions only in the id.
local stem = string.sub(KEYS[2], 1, #KEYS[2] - #ARGV[1])
for i = 7, #ARGV do
  redis.call('ZREM', KEYS[1], ARGV[i])
  redis.call('UNLINK', stem .. ARGV[i])
end
if redis.call('ZCARD', KEYS[1]) >= cap then
  -- Only a full index is looked through, so that an ordinary login stays cheap. First those
  -- sessions leave whose record has idled out or was evicted, then the oldest.
  local listed = redis.call('ZRANGE', KEYS[1], 0, -1)
  local living = {}
  for _, id in ipairs(listed) do
    if id ~= ARGV[1] then
      if redis.call('EXISTS', stem .. id) == 1 then
        living[#living + 1] = id
      else
        redis.call('ZREM', KEYS[1], id)
      end
    end
  end
  for i = 1, #living - cap + 1 do
    redis.call('ZREM', KEYS[1], living[i])
    redis.call('UNLINK', stem .. living[i])
    reply[#reply + 1] = living[i]
  end
end

redis.call('SET', KEYS[2], ARGV[2] .. struct.pack('>I6', now) .. ARGV[3], 'PX', math.min(ARGV[4], ARGV[5]))
redis.call('ZADD', KEYS[1], ends, ARGV[1])
-- The index lives as long as the last of its sessions, so an idle user leaves no index behind.
local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], last[2])
return reply
