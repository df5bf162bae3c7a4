#!lua
-- A resource that takes one effect per slot: an entry of a stream.
-- KEYS  1 stream   2 fence (hash: slot and token of the last effect)
-- ARGV  1 slot   2 token   3 entries kept   4... name, value
-- Reply 1 if it was taken, also if this same call came before; 0 if it was refused
local slot, token = tonumber(ARGV[1]), tonumber(ARGV[2])
local last = redis.call('HMGET', KEYS[2], 'slot', 'token')
local lastSlot, lastToken = tonumber(last[1] or -1), tonumber(last[2] or -1)
if slot == lastSlot and token == lastToken then return 1 end
if slot <= lastSlot or token < lastToken then return 0 end
redis.call('HSET', KEYS[2], 'slot', slot, 'token', token)
redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[3], '*', 'slot', slot, 'token', token, unpack(ARGV, 4))
return 1
