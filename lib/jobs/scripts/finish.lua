#!lua
-- Notes that a slot's work is done, and ends the lease.
-- KEYS  1 job
-- ARGV  1 holder   2 slot
-- Reply 1, also if this was noted before, or 0 if another holder has the grant
local key, slot = KEYS[1], tonumber(ARGV[2])
if redis.call('HGET', key, 'holder') == ARGV[1] then
  redis.call('HSET', key, 'done', slot, 'finisher', ARGV[1])
  redis.call('HDEL', key, 'holder', 'slot', 'until')
  return 1
end
return redis.call('HGET', key, 'finisher') == ARGV[1] and 1 or 0
