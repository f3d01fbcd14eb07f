#!lua flags=no-writes
-- Who holds a partition. Answers where writes are refused, too: out of memory, without enough replicas.
-- KEYS  lease
-- ARGV  life in milliseconds
-- Returns nothing if nobody does; else fence, address, end of the lease, and 1 if it must be shortened (lease_shorten).
if not read_run() then return demoted() end
local v = redis.call('HMGET', KEYS[1], 'fence', 'address', 'expires')
if not v[1] then return {} end
local now, ends = now_ms(), tonumber(v[3])
if ends <= now then return {} end
return { v[1], v[2], text(ends), is_too_long(ends, now, tonumber(ARGV[1])) and 1 or 0 }
