#!lua flags=allow-oom
-- Removes a user. Its claim to an email leads nowhere from now on (contest.lua),
-- and is released afterwards.
-- KEYS  1 user   2 password
-- Reply nil (no such user)   {the email it had, its claim's fence}
local email, fence = unpack(redis.call('HMGET', KEYS[1], 'email', 'claim'))
redis.call('UNLINK', KEYS[1], KEYS[2])
return email and {email, fence or ''}
