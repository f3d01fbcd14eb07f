#!lua flags=allow-oom
-- Gives a lease up. The counter stays: the next fence must be another one.
-- KEYS  lease
-- ARGV  fence
if not read_run() then return demoted() end
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
redis.call('HDEL', KEYS[1], 'fence', 'holder', 'address', 'expires')
return 1
