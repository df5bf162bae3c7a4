#!lua flags=allow-oom
-- Whether a session is listed, if the index lies in another slot than the record. It counts as a
-- write, as read.lua does.
-- KEYS  1 index of the user
-- ARGV  1 member
-- Reply 1   0
return redis.call('ZSCORE', KEYS[1], ARGV[1]) and 1 or 0
