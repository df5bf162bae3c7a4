#!lua
-- Takes an email from a user, because a provider proved that it is another person's. If the user
-- never verified it and no provider knows the user, the account belongs only to the person who
-- typed the email. The script bars that account, so that no person can sign in to it. The account
-- keeps its claim until it is removed, so that the next attempt finishes what an outage
-- interrupted. The script also removes a proposal, so that its slow commit.lua can't bring the
-- email back.
-- KEYS  1 user   2 password
-- ARGV  1 email
--       2 fence of the claim by which the user has it, '' for one from before fences existed
-- Reply 0 (doesn't have it)   1 (lost it, and stays)   2 (is barred, and to be removed)
--       the fence of the claim by which the user has it, if it is another: nothing was changed
local fields = redis.call('HGETALL', KEYS[1])
local email, fence, keeps
for at = 1, #fields, 2 do
  local name = fields[at]
  if name == 'email' then email = fields[at + 1] end
  if name == 'claim' then fence = fields[at + 1] end
  if name == 'emailVerified' or string.sub(name, 1, 5) == 'link:' then keeps = true end
end
if email ~= ARGV[1] then return 0 end
if (fence or '') ~= ARGV[2] then return fence or '' end
redis.call('HDEL', KEYS[1], 'nextEmail', 'nextSince', 'attempt')
if keeps then
  redis.call('HSET', KEYS[1], 'email', '')
  redis.call('HDEL', KEYS[1], 'emailVerified', 'claim')
  return 1
end
redis.call('HSET', KEYS[1], 'barred', 1)
redis.call('UNLINK', KEYS[2])
return 2
