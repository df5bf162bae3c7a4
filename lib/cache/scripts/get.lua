#!lua
-- Reads an entry, unless one of its tags expired since its computation began.
-- KEYS  1 entry (hash: at, tags, value)
-- ARGV  1 what a tag's key begins with   2... tags that the reader asks for beside the entry's own
-- Reply { now in milliseconds, when the entry was begun, value } or { now }
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local entry = redis.call('HMGET', KEYS[1], 'at', 'tags', 'value')
if not entry[3] then return { now } end
local at = tonumber(entry[1])
local function fresh(tag)
  local expired = redis.call('GET', ARGV[1] .. tag)
  return not expired or tonumber(expired) < at
end
for index = 2, #ARGV do
  if not fresh(ARGV[index]) then return { now } end
end
for tag in string.gmatch(entry[2], '[^\n]+') do
  if not fresh(tag) then return { now } end
end
return { now, at, entry[3] }
