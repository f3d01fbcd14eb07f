#!lua flags=allow-oom
-- Lets a lease that the clock's step would make live for long end after one life from now on.
-- KEYS  lease
-- ARGV  life in milliseconds
-- Returns 1.
if not read_run() then return demoted() end
local expires = redis.call('HGET', KEYS[1], 'expires')
if expires then lease_end(KEYS[1], tonumber(expires), now_ms(), tonumber(ARGV[1])) end
return 1
