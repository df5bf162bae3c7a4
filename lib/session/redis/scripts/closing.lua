#!lua flags=allow-oom
-- Always changes something, on a full Redis too, so that the WAIT behind it has something to wait
-- for.
-- KEYS  1 a key that no code reads
return redis.call('SET', KEYS[1], '', 'PX', 10000)
