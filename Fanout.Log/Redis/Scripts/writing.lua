-- What the scripts that write entries share, after common.lua.
local CLOSES, REOPENS, RETIRES = 1, 2, 3
local CLEANED_MAX = 64 -- more than one entry adds, so that an index never keeps what was trimmed for long

local function write_match(places, match, entry, match_id, stamp)
  local epoch, sequence, closed = match and match.epoch or 0, match and match.sequence or 0, match and match.closed
  if entry.match_sequence > 0 then epoch, sequence = entry.epoch, entry.match_sequence end
  if entry.life == CLOSES then closed = stamp end
  if entry.life == RETIRES then closed = closed or stamp end
  if entry.life == REOPENS then
    closed = nil
    redis.call('ZREM', places.closed, match_id)
  elseif entry.life ~= 0 then
    redis.call('ZADD', places.closed, text(closed), match_id)
  end
  redis.call('HSET', places.matches, match_id,
    text(epoch) .. ':' .. text(sequence) .. ':' .. (closed and text(closed) or ''))
end

local function write_index(record, index_key, entry)
  redis.call('XADD', index_key, text(entry.match_sequence) .. '-0', 's', text(entry.sequence), 'e', text(entry.epoch))
  if record.trimmed_sequence == 0 then return end
  local stale = nil
  for _, item in ipairs(redis.call('XRANGE', index_key, '-', '+', 'COUNT', CLEANED_MAX)) do
    if tonumber(item[2][2]) > record.trimmed_sequence then break end
    stale = item[1]
  end
  if stale then
    redis.call('XTRIM', index_key, 'MINID', text(tonumber(string.match(stale, '^%d+')) + 1) .. '-0')
  end
end

-- Writes one entry wherever it is looked for, and moves the record on; the record itself is the caller's to write.
-- places  keys of the partition: entries, keys, day_keys, matches, closed
-- match   where the entry's match stands, or nil
-- given   header, match_id, key, public, writer; keys of the match: index, match_keys
local function write_entry(places, record, match, entry, stamp, given)
  if entry.epoch ~= record.epoch then begin_epoch(record, entry.epoch) end
  redis.call('XADD', places.entries, text(entry.sequence) .. '-0', 'h', given.header, 't', text(stamp),
    'm', given.match_id, 'k', given.key, 'p', given.public, 'w', given.writer)
  redis.call('HSET', places.keys, given.key, entry.digest .. struct.pack('<I4I8I4I8B',
    entry.epoch, entry.sequence, entry.match_sequence, stamp, entry.retention) .. given.match_id)
  if entry.retention == 0 then
    redis.call('RPUSH', places.day_keys, given.key)
  else
    redis.call('RPUSH', given.match_keys, given.key)
  end
  if entry.match_sequence > 0 then write_index(record, given.index, entry) end
  if entry.match_sequence > 0 or entry.life ~= 0 or not match then
    write_match(places, match, entry, given.match_id, stamp)
  end
  record.sequence, record.chain, record.published = entry.sequence, entry.chain, stamp
end
