#!lua flags=no-writes
-- Who holds a partition.
-- KEYS  lease
-- Returns nothing if nobody does; else fence, address and end of the lease.
if not read_run() then return demoted() end
local v = redis.call('HMGET', KEYS[1], 'fence', 'address', 'expires')
if not v[1] or tonumber(v[3]) <= now_ms() then return {} end
return v
