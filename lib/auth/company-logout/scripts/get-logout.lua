#!lua flags=allow-oom
-- When the provider ended something. Redis treats it as a write, so that a deposed primary refuses
-- it (lib/session/scripts/read.lua).
-- KEYS  1 logouts
-- ARGV  1 what
-- Reply seconds, as text, or nil
return redis.call('ZSCORE', KEYS[1], ARGV[1])
