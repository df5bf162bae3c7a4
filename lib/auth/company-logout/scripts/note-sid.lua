#!lua
-- Notes the user of a session at the provider, and clears some entries that are over.
-- KEYS  1 users by session   2 when each is over
-- ARGV  1 session   2 user   3 ms for which it matters
-- Reply 1
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local over = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 100)
for _, sid in ipairs(over) do
  redis.call('HDEL', KEYS[1], sid)
  redis.call('ZREM', KEYS[2], sid)
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], now + ARGV[3], ARGV[1])
return 1
