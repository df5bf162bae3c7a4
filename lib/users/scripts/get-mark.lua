#!lua flags=allow-oom
-- Which password of the settings a demo account was last given.
-- KEYS  1 user
-- Reply the mark, or nil (none, or no such user)
return redis.call('HGET', KEYS[1], 'email') and redis.call('HGET', KEYS[1], 'demoMark')
