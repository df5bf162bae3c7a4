#!lua
-- Gives the next slot of a job to one holder. A repeated call gets the same grant again.
-- KEYS  1 job (hash: done, the last slot that was finished; token, the last one given; holder,
-- slot, until: the grant in force)
-- ARGV  1 holder, one per try   2 milliseconds between slots   3 milliseconds of a lease
--       4 how many slots are made up for
-- Reply {slot, token, slots that are too old and were skipped}, or {0, 0, milliseconds
-- until asking is worth it}
local key, holder, every, lease, back = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local slot = math.floor(now / every)
local job = redis.call('HMGET', key, 'done', 'token', 'holder', 'slot', 'until')
local done, token = tonumber(job[1]), tonumber(job[2] or 0)

-- A new job begins with the next slot, not with one that is half over.
if not done then
  redis.call('HSET', key, 'done', slot)
  return {0, 0, (slot + 1) * every - now}
end
if job[3] then
  if job[3] == holder then return {tonumber(job[4]), token, 0} end
  if tonumber(job[5]) > now then return {0, 0, tonumber(job[5]) - now} end
end
local first = math.max(done + 1, slot - back)
if first > slot then return {0, 0, first * every - now} end
token = token + 1
redis.call('HSET', key, 'token', token, 'holder', holder, 'slot', first, 'until', now + lease)
return {first, token, first - done - 1}
