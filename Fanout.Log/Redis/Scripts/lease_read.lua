#!lua flags=allow-oom
-- Who holds a partition.
-- KEYS  lease
-- ARGV  life in milliseconds
-- Returns nothing if nobody does; else fence, address and end of the lease.
if not read_run() then return demoted() end
local v = redis.call('HMGET', KEYS[1], 'fence', 'address', 'expires')
if not v[1] then return {} end
local now = now_ms()
local ends = lease_end(KEYS[1], tonumber(v[3]), now, tonumber(ARGV[1]))
if ends <= now then return {} end
return { v[1], v[2], text(ends) }
