#!lua flags=allow-oom
-- Changes something in any case, on a full Redis too, so that the WAIT behind it has something to
-- wait for. KEYS  1 a key that nobody reads
return redis.call('SET', KEYS[1], '', 'PX', 10000)
