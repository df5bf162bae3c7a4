#!lua flags=allow-oom
-- Begins a guest's session, unless the limit of its address, of the shelf or of the memory is
-- reached.
-- Repeating it with the same arguments leaves the same state. A full Redis allows it, and it then
-- only answers that no guest can begin.
-- KEYS  1 index of the shelf   2 record   3 guests of this address in the last minute
-- ARGV  1 id   2 access part up to "last seen"   3 envelope   4 idle ms   5 absolute ms
--       6 guests from one address in a minute
--       7 guests on a shelf   8 share of maxmemory that the shelf may take
--       9 bytes of the largest guest
--       10 share of maxmemory in use above which none begins
-- Reply {1, now, absolute end}   {0 address, now, ms to wait}   {2 full, now}   {3 memory, now}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local minute = 60000

local begun = redis.call('ZSCORE', KEYS[1], ARGV[1])
if begun and redis.call('EXISTS', KEYS[2]) == 1 then return {1, now, tonumber(begun)} end

-- This holds six bytes for each guest of the last minute, the oldest first.
local arrivals = redis.call('GET', KEYS[3]) or ''
local first = 1
while first <= #arrivals and now - struct.unpack('>I6', arrivals, first) >= minute do first = first + 6 end
arrivals = string.sub(arrivals, first)
if #arrivals / 6 >= tonumber(ARGV[6]) then
  return {0, now, struct.unpack('>I6', arrivals, 1) + minute - now}
end

-- The record's key differs from those of the shelf's other guests only in the id.
local stem = string.sub(KEYS[2], 1, #KEYS[2] - #ARGV[1])
local function oldest(n) return redis.call('ZRANGE', KEYS[1], 0, n - 1) end
local function drop(id)
  redis.call('ZREM', KEYS[1], id)
  redis.call('UNLINK', stem .. id)
end

local memory = redis.call('INFO', 'memory')
local used = tonumber(string.match(memory, '\nused_memory:(%d+)'))
local limit = tonumber(string.match(memory, '\nmaxmemory:(%d+)'))
local most = tonumber(ARGV[7])
if limit > 0 then
  if used > limit * ARGV[10] then
    for _, id in ipairs(oldest(16)) do drop(id) end
    return {3, now}
  end
  most = math.min(most, math.max(1, math.floor(limit * ARGV[8] / ARGV[9])))
end

redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= most then
  for _, id in ipairs(oldest(16)) do
    if redis.call('EXISTS', stem .. id) == 0 then drop(id) end
  end
  if redis.call('ZCARD', KEYS[1]) >= most then return {2, now} end
end

local ends = now + ARGV[5]
redis.call('SET', KEYS[3], arrivals .. struct.pack('>I6', now), 'PX', minute)
redis.call('SET', KEYS[2], ARGV[2] .. struct.pack('>I6', now) .. ARGV[3], 'PX', math.min(ARGV[4], ARGV[5]))
redis.call('ZADD', KEYS[1], ends, ARGV[1])
local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], last[2])
return {1, now, ends}
