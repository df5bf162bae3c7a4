#!lua flags=allow-oom
-- Tidies a shelf: guests that have ended leave its index. If memory is short, a quarter of the
-- others leave too, the oldest first.
-- KEYS  1 index of the shelf
-- ARGV  1 stem of the records' keys (the id follows)
--       2 share of maxmemory in use above which guests leave
-- Reply {1 if memory is short, guests that left for it}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local memory = redis.call('INFO', 'memory')
local used = tonumber(string.match(memory, '\nused_memory:(%d+)'))
local limit = tonumber(string.match(memory, '\nmaxmemory:(%d+)'))
local short = limit > 0 and used > limit * ARGV[2]

redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local living = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if redis.call('EXISTS', ARGV[1] .. id) == 1 then
    living[#living + 1] = id
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
if not short then return {0, 0} end
local leaving = math.ceil(#living / 4)
for i = 1, leaving do
  redis.call('ZREM', KEYS[1], living[i])
  redis.call('UNLINK', ARGV[1] .. living[i])
end
return {1, leaving}
