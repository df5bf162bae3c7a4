#!lua
-- Expires all entries of these tags whose computation has begun by now.
-- KEYS  tags
-- ARGV  1 milliseconds to remember it, longer than any entry lives
-- Reply 1
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, key in ipairs(KEYS) do redis.call('SET', key, now, 'PX', ARGV[1]) end
return 1
