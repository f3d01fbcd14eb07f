#!lua
-- Appends a group of entries to a partition, one after another until one is not taken: every check and every write of
-- all of them is this one step. Denied as a whole when the server is out of memory.
-- KEYS  record, entries, keys, day keys, lease, matches, closed, hints; then for each entry: match index, match keys
-- ARGV  run id, 1 if reopening, fence, chain hash before the first entry, 1 if replicas are waited for;
--       then for each entry: header, stamp (0: now), match id, key, public part, writer's part
-- Returns six numbers for each tried entry: outcome, conflict, epoch, sequence, match sequence, stamp.
local APPENDED, DUPLICATE, CONFLICT, FENCED, UNSEALED = 1, 2, 3, 4, 5
local KEY_REUSED, EPOCH, SEQUENCE, MATCH_SEQUENCE = 1, 2, 3, 4
local CHANGE, DECISION, OPENING = 1, 2, 3
local RECORD, LEASE, HINTS = KEYS[1], KEYS[5], KEYS[8]
local PLACES = { entries = KEYS[2], keys = KEYS[3], day_keys = KEYS[4], matches = KEYS[6], closed = KEYS[7] }
local FIRST_KEY, FIRST_ARG = 9, 6

local run = read_run()
if not run then return demoted() end
local reopening = ARGV[2] == '1'
local record = read_record(RECORD)
local fence = redis.call('HGET', LEASE, 'fence')
local now = now_ms()
local before_sequence, before_chain = record.sequence, record.chain

local function follows_in_match(match, entry)
  local last = match and match.sequence > 0 and match or nil
  if entry.kind == DECISION then return entry.match_sequence == 0 end
  if entry.kind == CHANGE then
    if not last then return entry.match_sequence == 1 end
    return entry.epoch == last.epoch and entry.match_sequence == last.sequence + 1
  end
  return entry.kind == OPENING and entry.match_sequence > (last and last.sequence or 0)
end

local function may_begin(entry)
  return entry.epoch ~= 0 and entry.kind == OPENING and entry.continues_epoch == record.epoch
    and entry.continues_sequence == record.sequence and not knows_epoch(record, entry.epoch)
end

local function judge_place(entry, match, previous)
  local begins = entry.epoch ~= record.epoch
  if begins and not (reopening and may_begin(entry)) then return EPOCH end
  local follows = entry.sequence == record.sequence + 1
  if begins then follows = entry.sequence > record.sequence end
  if not follows or previous ~= record.chain then return SEQUENCE end
  if not follows_in_match(match, entry) then return MATCH_SEQUENCE end
  return 0
end

local function take(entry, number, match)
  local arg = FIRST_ARG + 6 * number
  -- An entry that is put back keeps the stamp under which it was delivered before.
  local given = tonumber(ARGV[arg + 1])
  local stamp = math.max(record.published, given == 0 and now or given)
  write_entry(PLACES, record, match, entry, stamp, {
    header = ARGV[arg], match_id = ARGV[arg + 2], key = ARGV[arg + 3], public = ARGV[arg + 4], writer = ARGV[arg + 5],
    index = KEYS[FIRST_KEY + 2 * number], match_keys = KEYS[FIRST_KEY + 2 * number + 1],
  })
  return stamp
end

local answers = {}
local function answer(outcome, conflict, epoch, sequence, match_sequence, stamp)
  for _, number in ipairs({ outcome, conflict, epoch, sequence, match_sequence, stamp }) do
    answers[#answers + 1] = number
  end
end

-- Answers for one entry; true if it stands in the log exactly as issued.
local function try(number, previous)
  local arg = FIRST_ARG + 6 * number
  if ARGV[1] ~= run or (record.sealed ~= run and not reopening) then
    answer(UNSEALED, 0, 0, 0, 0, 0)
    return false
  end
  local entry = unpack_header(ARGV[arg])
  local known = find_key(PLACES.keys, PLACES.matches, ARGV[arg + 3], now)
  if known then
    local same = known.digest == entry.digest
    answer(same and DUPLICATE or CONFLICT, same and 0 or KEY_REUSED,
      known.epoch, known.sequence, known.match_sequence, known.published)
    return same and known.epoch == entry.epoch and known.sequence == entry.sequence, entry.chain
  end
  if fence ~= ARGV[3] then
    answer(FENCED, 0, 0, 0, 0, 0)
    return false
  end
  local match = read_match(PLACES.matches, ARGV[arg + 2])
  local conflict = judge_place(entry, match, previous)
  if conflict ~= 0 then
    answer(CONFLICT, conflict, 0, 0, 0, 0)
    return false
  end
  local stamp = take(entry, number, match)
  answer(APPENDED, 0, entry.epoch, entry.sequence, entry.match_sequence, stamp)
  return true, entry.chain
end

local previous = ARGV[4]
for number = 0, (#ARGV - FIRST_ARG + 1) / 6 - 1 do
  local taken, chain = try(number, previous)
  if not taken then break end
  previous = chain
end

if record.sequence ~= before_sequence then
  -- What a reopening wrote is not whole before its seal; where the partition was sealed in this run, it is no longer.
  if reopening then record.sealed = '' end
  redis.call('HSET', RECORD, 'sealed', record.sealed, 'epoch', text(record.epoch), 'sequence', text(record.sequence), 'chain', record.chain,
    'published', text(record.published), 'epochs', record.epochs)
  redis.call('SPUBLISH', HINTS, struct.pack('<I8', before_sequence) .. before_chain
    .. struct.pack('<I8', record.sequence) .. record.chain .. run)
elseif ARGV[5] == '1' and ARGV[1] == run and record.epoch ~= 0 and (record.sealed == run or reopening) then
  -- WAIT asks for what this connection wrote; the entries of a repeated request may be another connection's.
  redis.call('HSET', RECORD, 'published', text(record.published))
end
return answers
