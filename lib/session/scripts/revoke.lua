#!lua flags=allow-oom
-- Ends sessions by id: they leave the index, which alone decides, and their records go too.
-- KEYS  1 index of the user   2... records
-- ARGV  ids, in the order of the records
-- Reply the number of sessions that were listed
local count = 0
for i, id in ipairs(ARGV) do
  count = count + redis.call('ZREM', KEYS[1], id)
  redis.call('UNLINK', KEYS[i + 1])
end
return count
