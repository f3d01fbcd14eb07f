#!lua flags=allow-oom
-- Drops entries up to a sequence, never past the newest snapshot at or below it nor past the archive, and the keys of
-- requests whose day is over. It frees memory, so it runs when there is none. Where memory is short live wins: all that
-- is behind the newest snapshot goes, whoever wanted it, and what the archive does not have of it is noted as the gap.
-- KEYS  record, entries, snapshots, keys, day keys, closed
-- ARGV  sequence, share of maxmemory from which on memory is short
-- Returns the trimmed sequence, the snapshot that is kept ('' if there is none), matches whose keys may go, entries that
--         this call took from the archive, first and last sequence of the gap (0: there is none).
local KEYS_MAX = 5000   -- keys looked at in one step: a few milliseconds of the server's time
local MATCHES_MAX = 100
if not read_run() then return demoted() end
local record = read_record(KEYS[1])
local now = now_ms()

-- As the server judges it when it denies a write: buffers of replicas and of the append-only file do not count.
local function is_short(share)
  local info = redis.call('INFO', 'memory')
  local function bytes(name) return tonumber(string.match(info, '\n' .. name .. ':(%d+)')) end
  local max = bytes('maxmemory')
  return max > 0 and bytes('used_memory') - bytes('mem_not_counted_for_evict') >= share * max
end

local short = is_short(tonumber(ARGV[2]))
local through = short and math.huge or tonumber(ARGV[1])
local newest = nil
for _, stored in ipairs(redis.call('HKEYS', KEYS[3])) do
  local sequence = tonumber(stored)
  if sequence <= through and (not newest or sequence > newest) then newest = sequence end
end

local function drop(sequence) return redis.call('XTRIM', KEYS[2], 'MINID', text(sequence + 1) .. '-0') end

-- Grows only: the archive may go on behind it, and still lacks what is in it.
local gap = redis.call('HMGET', KEYS[1], 'gap_from', 'gap_through', 'gap_entries')
local function widen_gap(from, sequence, entries)
  gap = { gap[1] or text(from), text(sequence), text(tonumber(gap[3] or 0) + entries) }
  redis.call('HSET', KEYS[1], 'gap_from', gap[1], 'gap_through', gap[2], 'gap_entries', gap[3])
end

local lost = 0
if newest then
  local sequence = newest
  if record.archived and not short then sequence = math.min(newest, record.archived) end
  local last = redis.call('XREVRANGE', KEYS[2], text(sequence) .. '-0', '-', 'COUNT', 1)[1]
  if last then
    local entry = unpack_header(last[2][2])
    if record.archived and entry.sequence > record.archived then
      drop(record.archived)
      lost = drop(entry.sequence)
      widen_gap(math.max(record.archived, record.trimmed_sequence) + 1, entry.sequence, lost)
    else
      drop(entry.sequence)
    end
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
  lost, gap[1] or '0', gap[2] or '0',
}
