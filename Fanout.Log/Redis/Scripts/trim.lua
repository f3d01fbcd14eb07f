#!lua flags=allow-oom
-- Drops entries up to a sequence, never past the newest snapshot at or below it nor past the archive, and the keys of
-- requests whose day is over. It frees memory, so it runs when there is none.
-- KEYS  record, entries, snapshots, keys, day keys, closed
-- ARGV  sequence
-- Returns the trimmed sequence, the snapshot that is kept ('' if there is none), matches whose keys may go.
local KEYS_MAX = 5000   -- keys looked at in one step: a few milliseconds of the server's time
local MATCHES_MAX = 100
if not read_run() then return demoted() end
local record = read_record(KEYS[1])
local now = now_ms()
local through = tonumber(ARGV[1])

local newest = nil
for _, stored in ipairs(redis.call('HKEYS', KEYS[3])) do
  local sequence = tonumber(stored)
  if sequence <= through and (not newest or sequence > newest) then newest = sequence end
end
if newest then
  local sequence = math.min(newest, record.archived or newest)
  local last = redis.call('XREVRANGE', KEYS[2], text(sequence) .. '-0', '-', 'COUNT', 1)[1]
  if last then
    local entry = unpack_header(last[2][2])
    redis.call('XTRIM', KEYS[2], 'MINID', text(entry.sequence + 1) .. '-0')
    record.trimmed_sequence = entry.sequence
    redis.call('HSET', KEYS[1], 'trimmed_epoch', text(entry.epoch), 'trimmed_sequence', text(entry.sequence),
      'trimmed_chain', entry.chain)
  end
end

for _, key in ipairs(redis.call('LRANGE', KEYS[5], 0, KEYS_MAX - 1)) do
  local value = redis.call('HGET', KEYS[4], key)
  local known = value and unpack_key(value)
  if known and known.retention == 0 then
    if known.published + DAY_MS >= now then break end
    redis.call('HDEL', KEYS[4], key)
  end
  redis.call('LPOP', KEYS[5])
end

return {
  text(record.trimmed_sequence), newest and text(newest) or '',
  redis.call('ZRANGEBYSCORE', KEYS[6], '-inf', text(now - CLOSED_MS - 1), 'LIMIT', 0, MATCHES_MAX),
}
