#!lua flags=allow-oom
-- Extends a lease: one that ran out too, as long as nobody took it over.
-- KEYS  lease
-- ARGV  fence, life in milliseconds
-- Returns 1, or 0 if the lease is no longer this fence's.
if not read_run() then return demoted() end
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'expires', text(now_ms() + tonumber(ARGV[2])))
return 1
