#!lua flags=allow-oom
-- Takes the lease of a partition if nobody else holds a live one; its holder gets the same one again, extended. A lease
-- is a few bytes, so that running out of memory does not also cost the holder.
-- KEYS  lease, record
-- ARGV  holder, address, life in milliseconds, partitions of the log
-- Returns 1 if the lease is the asker's; then fence, address and end of the lease that holds now.
local run = read_run()
if not run then return demoted() end
local partitions = tonumber(redis.call('HGET', KEYS[2], 'partitions') or 0)
if partitions ~= 0 and partitions ~= tonumber(ARGV[4]) then
  return redis.error_reply('PARTITIONS ' .. text(partitions))
end
local v = redis.call('HMGET', KEYS[1], 'fence', 'holder', 'address', 'expires', 'counter')
local now = now_ms()
local ends = v[1] and lease_end(KEYS[1], tonumber(v[4]), now, tonumber(ARGV[3]))
local live = ends and ends > now
if live and v[2] ~= ARGV[1] then return { 0, v[1], v[3], text(ends) } end

-- After a loss of the store too, the next counter is above every one that anybody remembers.
local counter = tonumber(v[5] or 0)
if not live then counter = math.max(counter + 1, now) end
local fence, expires = text(counter) .. '-' .. ARGV[1], text(now + tonumber(ARGV[3]))
redis.call('HSET', KEYS[1], 'fence', fence, 'holder', ARGV[1], 'address', ARGV[2], 'expires', expires,
  'counter', text(counter))
return { 1, fence, ARGV[2], expires }
