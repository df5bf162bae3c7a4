#!lua
-- The messages of the page's outbox, newest first.
-- KEYS  1 outbox
-- ARGV  1 ms for which they are kept
-- Reply sealed message and ms since 1970, in turn
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])
return redis.call('ZREVRANGE', KEYS[1], 0, -1, 'WITHSCORES')
