#!lua flags=allow-oom
-- Gives a lease back to the holder that had it last, under its old fence: also an expired one, and one that the store
-- lost. A higher counter, though nobody may hold the lease now, says that somebody else had it since.
-- KEYS  lease
-- ARGV  counter of the fence, fence, holder, address, life in milliseconds
-- Returns 1, or 0 if somebody else had it since.
if not read_run() then return demoted() end
local v = redis.call('HMGET', KEYS[1], 'fence', 'counter')
local counter, own = tonumber(v[2] or 0), tonumber(ARGV[1])
if counter > own or (counter == own and v[1] and v[1] ~= ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'fence', ARGV[2], 'holder', ARGV[3], 'address', ARGV[4],
  'expires', text(now_ms() + tonumber(ARGV[5])), 'counter', text(own))
return 1
