#!lua
-- Makes a staged snapshot one of the partition's, if its position and chain hash are of the log's own history.
-- KEYS  record, entries, snapshots, staged matches (may be missing), matches of the snapshot
-- ARGV  epoch, sequence, chain hash, stamp, number of staged matches
-- Returns the outcome: 1 saved, 2 stale, 3 diverged.
local SAVED, STALE, DIVERGED = 1, 2, 3
if not read_run() then return demoted() end
-- Staged by commands before this one: another server may have become the primary in between, or the clock been set.
if redis.call('HLEN', KEYS[4]) ~= tonumber(ARGV[5]) then
  redis.call('DEL', KEYS[4])
  return redis.error_reply('STAGED matches of the snapshot were lost before it was saved')
end
local epoch, sequence = tonumber(ARGV[1]), tonumber(ARGV[2])

local function judge()
  if read_record(KEYS[1]).partitions < 0 then return SAVED end -- of a copy, which is compared with its source
  for _, stored in ipairs(redis.call('HKEYS', KEYS[3])) do
    if sequence <= tonumber(stored) then return STALE end
  end
  if sequence == 0 then return STALE end
  local header = header_at(KEYS[2], sequence)
  if not header or string.sub(header, 1, 16) ~= ARGV[3] then return DIVERGED end
  -- An epoch without an entry of its own yet stands at the last entry of the one before.
  if epoch ~= unpack_header(header).epoch and epoch ~= read_record(KEYS[1]).epoch then return DIVERGED end
  return SAVED
end

local outcome = judge()
if outcome ~= SAVED then
  redis.call('DEL', KEYS[4])
  return outcome
end
if redis.call('EXISTS', KEYS[4]) == 1 then
  redis.call('RENAME', KEYS[4], KEYS[5])
  redis.call('PERSIST', KEYS[5])
end
redis.call('HSET', KEYS[3], text(sequence), struct.pack('<I4I8', epoch, tonumber(ARGV[4])) .. ARGV[3])
return SAVED
