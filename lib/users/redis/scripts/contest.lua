#!lua
-- Whether the owner of a claim has the email. An owner that only wanted it, longer ago than any
-- sign-up takes, can't get it after this.
-- KEYS  1 owner   2 owner's password
-- ARGV  1 email   2 seconds that a step may take
-- Reply 0 (doesn't have it, and won't)   1 (has it)   2 (may have it in a moment)
local email = redis.call('HGET', KEYS[1], 'email')
if email == ARGV[1] then return 1 end
if redis.call('HGET', KEYS[1], 'nextEmail') ~= ARGV[1] then return 0 end
local since = redis.call('HGET', KEYS[1], 'nextSince')
if redis.call('TIME')[1] - since < tonumber(ARGV[2]) then return 2 end
if email then
  redis.call('HDEL', KEYS[1], 'nextEmail', 'nextSince', 'attempt')
else
  redis.call('UNLINK', KEYS[1], KEYS[2])
end
return 0
