#!lua
-- Writes a record that ends at a moment of Redis's clock.
-- KEYS  1 record
-- ARGV  1 content   2 ms since 1970   3 '1' to write only if a record exists
-- Reply 1   0 (no such record)
if ARGV[3] == '1' and redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PXAT', ARGV[2])
return 1
