#!lua
-- Without flags it counts as a write, so a deposed primary refuses it and can't show what was
-- removed elsewhere. KEYS  1 record
return redis.call('GET', KEYS[1])
