#!lua
-- Adds a message to the page's outbox, which keeps the newest for a short while.
-- KEYS  1 outbox: sorted set, sealed message to ms since 1970, with three digits behind the
-- point: several arrive in one
-- ARGV  1 sealed message   2 how many are kept   3 ms for which they are kept
-- Reply 1
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
redis.call('ZADD', KEYS[1], string.format('%.3f', now), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[3])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
