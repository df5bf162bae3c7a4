#!lua flags=allow-oom
-- Ends sessions once more, of one user or of many (on Cluster, all of one user). A session that
-- isn't listed has ended, whatever happens to its record, which leaves with its own expiry. With
-- the records as keys, a Cluster's node would refuse the call while their slot moves.
-- KEYS  the index of each session's user
-- ARGV  ids, in the order of the keys
-- Reply the number of sessions that were listed, and so had come back
local count = 0
for i, id in ipairs(ARGV) do count = count + redis.call('ZREM', KEYS[i], id) end
return count
