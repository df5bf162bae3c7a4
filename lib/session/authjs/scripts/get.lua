#!lua
-- Without flags this script counts as a write, so a deposed primary refuses it and can't show a
-- record that was removed elsewhere.
-- KEYS  1 record
return redis.call('GET', KEYS[1])
