#!lua flags=allow-oom
-- Ends the session whose token is shown (logout). Knowing an id is not enough.
-- KEYS  1 index of the user   2 record
-- ARGV  1 id   2... verifiers of the token
-- Reply 0 (no such session)   1 (ended)
local record = redis.call('GET', KEYS[2])
if not record then return 0 end
local layout = string.byte(record, 1)
if layout ~= 1 and layout ~= 2 then return redis.error_reply('UNKNOWNLAYOUT') end
local generations, stride = string.byte(record, 2), layout == 1 and 18 or 24
for i = 2, #ARGV do
  local match = ARGV[i] == string.sub(record, 3, 20)
  for g = 0, generations - 1 do
    match = match or ARGV[i] == string.sub(record, 33 + g * stride, 50 + g * stride)
  end
  if match then
    local listed = redis.call('ZREM', KEYS[1], ARGV[1])
    redis.call('UNLINK', KEYS[2])
    return listed
  end
end
return 0
