#!lua flags=allow-oom
-- What a logout token is judged by: the time, and whether it was accepted before. Counts as a write
-- for Redis, so that a deposed primary refuses it.
-- KEYS  1 token
-- Reply {seconds since 1970, 1 if it was accepted, else 0}
return {redis.call('TIME')[1], redis.call('EXISTS', KEYS[1])}
