#!lua
-- Writes a session for the first time, in place of any other that has its id. If it is sent again
-- after a lost connection, it overwrites no later change, and doesn't bring back a session that
-- ended meanwhile.
-- KEYS  1 record   2 mark of the session that ended under this id
-- ARGV  1 record   2 ms to live
-- Reply 1 (it exists)   0 (it has ended meanwhile)
local birth = string.sub(ARGV[1], 2, 13)
if redis.call('GET', KEYS[2]) == birth then return 0 end
local there = redis.call('GET', KEYS[1])
if there and string.sub(there, 2, 13) == birth then return 1 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
