-- What the scripts share; the loader puts it between a script's first line and its rest, after
--   local DAY_MS, CLOSED_MS   how long keys live: of requests after their entry, of feeds after their match closed
-- A script returns an error of its own as CODE text: DEMOTED (a replica answers nothing), PARTITIONS (other count).

-- The run of the store: this process, and the history of which it is the primary. The process alone would not do: a
-- primary that was demoted and promoted again, all in one life, has lost entries in between.
local function read_run()
  local info = redis.call('INFO', 'server', 'replication')
  if not string.find(info, 'role:master', 1, true) then return nil end
  return string.sub(string.match(info, 'run_id:(%w+)'), 1, 20)
    .. '.' .. string.sub(string.match(info, 'master_replid:(%w+)'), 1, 20)
end

local function demoted() return redis.error_reply('DEMOTED this server is a replica') end

-- By the server's clock: every script of a partition runs on the same one.
local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- A partition's record; numbers are exact up to 2^53. What is not there yet is 0, '' or nil.
local ZERO_CHAIN = string.rep('\0', 16)
local function read_record(key)
  local v = redis.call('HMGET', key, 'epoch', 'sequence', 'chain', 'published', 'sealed', 'trimmed_epoch',
    'trimmed_sequence', 'trimmed_chain', 'archived', 'partitions', 'epochs')
  return {
    epoch = tonumber(v[1] or 0), sequence = tonumber(v[2] or 0), chain = v[3] or ZERO_CHAIN,
    published = tonumber(v[4] or 0), sealed = v[5] or '', trimmed_epoch = tonumber(v[6] or 0),
    trimmed_sequence = tonumber(v[7] or 0), trimmed_chain = v[8] or ZERO_CHAIN,
    archived = v[9] and tonumber(v[9]), partitions = tonumber(v[10] or 0), epochs = v[11] or '',
  }
end

-- Every number that becomes text: tostring would write large ones as 1e+15.
local function text(number) return string.format('%.0f', number) end

-- When a lease ends. After the clock was set back it would live for as long as the step: it gets one life from now on,
-- in which a holder that lives renews it.
local function is_too_long(expires, now, life) return expires > now + 2 * life end

local function lease_end(lease_key, expires, now, life)
  if not is_too_long(expires, now, life) then return expires end
  redis.call('HSET', lease_key, 'expires', text(now + life))
  return now + life
end

-- epochs is 'epoch:continues epoch:continues sequence;' for each epoch, in their order.
local function knows_epoch(record, epoch)
  return string.find(';' .. record.epochs, ';' .. text(epoch) .. ':', 1, true) ~= nil
end

local function begin_epoch(record, epoch)
  record.epochs = record.epochs .. text(epoch) .. ':' .. text(record.epoch) .. ':' .. text(record.sequence) .. ';'
  record.epoch = epoch
end

-- The fixed part of an entry, see EntryForm.cs.
local function unpack_header(header)
  local epoch, sequence, match_sequence, continues_epoch, continues_sequence, kind, retention, life =
    struct.unpack('<I4I8I4I4I8BBB', header, 33)
  return {
    chain = string.sub(header, 1, 16), digest = string.sub(header, 17, 32), epoch = epoch, sequence = sequence,
    match_sequence = match_sequence, continues_epoch = continues_epoch, continues_sequence = continues_sequence,
    kind = kind, retention = retention, life = life,
  }
end

-- Where a match stands: 'epoch:sequence:closed', the last one empty while it is open.
local function read_match(matches_key, match_id)
  local value = redis.call('HGET', matches_key, match_id)
  if not value then return nil end
  local epoch, sequence, closed = string.match(value, '^(%d+):(%d+):(%d*)$')
  return { epoch = tonumber(epoch), sequence = tonumber(sequence), closed = tonumber(closed) }
end

-- An idempotency key: digest, then epoch, sequence, match sequence, stamp and retention, then the match's id.
local function unpack_key(value)
  local epoch, sequence, match_sequence, published, retention = struct.unpack('<I4I8I4I8B', value, 17)
  return {
    digest = string.sub(value, 1, 16), epoch = epoch, sequence = sequence, match_sequence = match_sequence,
    published = published, retention = retention, match_id = string.sub(value, 42),
  }
end

-- A key whose time is over is not known any more, though it may still lie there.
local function find_key(keys_key, matches_key, key, now)
  local value = redis.call('HGET', keys_key, key)
  if not value then return nil end
  local known = unpack_key(value)
  if known.retention == 0 then
    if known.published + DAY_MS < now then return nil end
  else
    local match = read_match(matches_key, known.match_id)
    if match and match.closed and match.closed + CLOSED_MS < now then return nil end
  end
  return known
end

-- The entry of a sequence as its header, or nil.
local function header_at(entries_key, sequence)
  local id = text(sequence) .. '-0'
  local found = redis.call('XRANGE', entries_key, id, id)
  return found[1] and found[1][2][2]
end
