#!lua flags=allow-oom
-- The facts for judging a logout token: the time, and whether it was accepted before. Redis treats
-- it as a write, so that a deposed primary refuses it.
-- KEYS  1 token
-- Reply {seconds since 1970, 1 if it was accepted, else 0}
return {redis.call('TIME')[1], redis.call('EXISTS', KEYS[1])}
