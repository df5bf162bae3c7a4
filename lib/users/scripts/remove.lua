#!lua flags=allow-oom
-- Removes a user. Its claim to an email leads nowhere from now on (contest.lua), and is released afterwards.
-- KEYS  1 user   2 password
-- Reply nil (no such user)   the email it had
local email = redis.call('HGET', KEYS[1], 'email')
redis.call('UNLINK', KEYS[1], KEYS[2])
return email
