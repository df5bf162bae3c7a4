#!lua
-- A node reports that it lives, and its state. A change since the last beat of any node becomes an
-- event. The script announces it once, however many nodes see it.
-- KEYS  1 nodes (hash)   2 parts (hash)   3 events (stream)
-- ARGV  1 node   2 its run   3 up | leaving   4 its facts   5 ms of silence
--       6 ms after which a node is forgotten
--       7 ms that Redis was away from this node   8 events kept
--       9... part, state, ms since it was last seen up
-- Reply {now, the newest event's id, {node, json, ...}, {part, the state announced last, ...}}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function tell(kind, ...)
  redis.call('XADD', KEYS[3], 'MAXLEN', ARGV[8], '*', 'kind', kind, 'at', now, ...)
end

local known = {}
local flat = redis.call('HGETALL', KEYS[1])
for i = 1, #flat, 2 do known[flat[i]] = cjson.decode(flat[i + 1]) end

local own = known[ARGV[1]]
if not own or own.run ~= ARGV[2] then
  tell('node-up', 'node', ARGV[1], 'known', own and 1 or 0)
elseif own.state == 'silent' and ARGV[3] == 'up' then
  tell('node-back', 'node', ARGV[1], 'ms', now - own.at)
end
if ARGV[3] == 'leaving' and not (own and own.run == ARGV[2] and own.state == 'leaving') then
  tell('node-leaving', 'node', ARGV[1])
end
local silence = tonumber(ARGV[5])
-- A node that has just begun, or couldn't beat for a while, can't judge the others' silence yet:
-- after an election all nodes are late.
local resumed = own and own.run == ARGV[2] and now - own.at < silence / 2 and own.resumed or now
known[ARGV[1]] = { at = now, run = ARGV[2], state = ARGV[3], facts = ARGV[4], resumed = resumed }
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(known[ARGV[1]]))

local nodes = {}
for name, node in pairs(known) do
  if now - node.at > tonumber(ARGV[6]) then
    redis.call('HDEL', KEYS[1], name)
  else
    if now - math.max(node.at, resumed) > silence and (node.state == 'up' or node.state == 'leaving') then
      if node.state == 'up' then tell('node-silent', 'node', name) else tell('node-left', 'node', name) end
      node.state = node.state == 'up' and 'silent' or 'left'
      redis.call('HSET', KEYS[1], name, cjson.encode(node))
    end
    nodes[#nodes + 1] = name
    nodes[#nodes + 1] = cjson.encode(node)
  end
end

local agreed = {}
for i = 9, #ARGV, 3 do
  local name, state = ARGV[i], ARGV[i + 1]
  local before = redis.call('HGET', KEYS[2], name)
  before = before and cjson.decode(before)
  -- The nodes learn of a change within a second of each other. So the script doesn't yet believe a
  -- node that contradicts a state reported less than 3 s ago.
  if not before or (before.state ~= state and now - before.at > 3000) then
    redis.call('HSET', KEYS[2], name, cjson.encode({ state = state, at = now, since = now - ARGV[i + 2] }))
    if before and name == 'primary' then
      tell('primary', 'part', state, 'from', before.state, 'ms', ARGV[7])
    elseif before then
      tell('part-' .. state, 'part', name, 'ms', now - (before.since or before.at))
    end
    before = { state = state }
  end
  agreed[#agreed + 1] = name
  agreed[#agreed + 1] = before.state
end

local newest = redis.call('XREVRANGE', KEYS[3], '+', '-', 'COUNT', 1)[1]
return { now, newest and newest[1] or '0-0', nodes, agreed }
