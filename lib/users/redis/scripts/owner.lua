#!lua flags=allow-oom
-- Which user claims an email. Counts as a write for Redis, so that a deposed primary refuses it
-- (lib/session/scripts/read.lua). KEYS  1 email
-- Reply the user's id, or nil
return redis.call('GET', KEYS[1])
