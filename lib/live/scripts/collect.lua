#!lua
-- The events after one. The script writes, so that a WAIT after it can confirm the events: no
-- failover takes back a confirmed event.
-- KEYS  1 parts (hash)   2 events (stream)
-- ARGV  1 id of the last event that is known   2 node
-- Reply {{id, {name, value, ...}}, ...}
local events = redis.call('XRANGE', KEYS[2], '(' .. ARGV[1], '+')
redis.call('HSET', KEYS[1], 'collected by ' .. ARGV[2], '{"state":"","at":0}')
return events
