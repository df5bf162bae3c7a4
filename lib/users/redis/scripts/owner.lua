#!lua flags=allow-oom
-- Which user claims an email. Redis treats it as a write, so that a deposed primary refuses it
-- (lib/session/scripts/read.lua).
-- KEYS  1 email
-- Reply the user's id, or nil
return redis.call('GET', KEYS[1])
