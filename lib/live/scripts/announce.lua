#!lua
-- Announces an event once, however often it is sent.
-- KEYS  1 events (stream)   2 mark of this event
-- ARGV  1 events kept   2... name, value
-- Reply 1
if redis.call('SET', KEYS[2], 1, 'NX', 'EX', 60) then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[1], '*', 'at', now, unpack(ARGV, 2))
end
return 1
