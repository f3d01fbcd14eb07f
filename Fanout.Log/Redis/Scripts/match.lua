#!lua flags=no-writes
-- What the log has of one match: where it stands, and its public entries after a sequence, as of one moment.
-- KEYS  record, entries, matches, match index
-- ARGV  match id, epoch and match sequence of the asker's position, entries at most, bytes as in read.lua
-- Returns nothing for an unknown match; else epoch and sequence of its head, of the first entry that is left (both ''
--         if none is), the epoch at the asker's sequence ('' if no entry is there), epoch and sequence of the last
--         entry that the asker's history has in common with this one ('' if there is none), entries.
if not read_run() then return demoted() end
local ENTRIES, INDEX = KEYS[2], KEYS[4]
local CHUNK = 64
local match = read_match(KEYS[3], ARGV[1])
if not match or match.sequence == 0 then return {} end
local trimmed = read_record(KEYS[1]).trimmed_sequence
local asked_epoch, asked, count_max, bytes_max =
  tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])

-- An item of the index: id '<match sequence>-0', then the entry's partition sequence and epoch.
local function item_of(raw)
  return {
    id = raw[1], match_sequence = tonumber(string.match(raw[1], '^%d+')),
    sequence = tonumber(raw[2][2]), epoch = tonumber(raw[2][4]),
  }
end

-- The index may still name entries that were trimmed.
local function find_first()
  local from = '-'
  while true do
    local items = redis.call('XRANGE', INDEX, from, '+', 'COUNT', CHUNK)
    if #items == 0 then return nil end
    for _, raw in ipairs(items) do
      local item = item_of(raw)
      if item.sequence > trimmed then return item end
    end
    from = '(' .. items[#items][1]
  end
end

local function find_common()
  local to = text(asked) .. '-0'
  while true do
    local items = redis.call('XREVRANGE', INDEX, to, '-', 'COUNT', CHUNK)
    if #items == 0 then return nil end
    for _, raw in ipairs(items) do
      local item = item_of(raw)
      if item.sequence <= trimmed then return nil end
      if item.epoch == asked_epoch then return item end
    end
    to = '(' .. items[#items][1]
  end
end

local first, at, common = find_first(), '', nil
local id = text(asked) .. '-0'
local raw = asked > 0 and redis.call('XRANGE', INDEX, id, id)[1]
if raw then
  local item = item_of(raw)
  if item.sequence > trimmed then at = item.epoch end
end
if asked > 0 and at ~= asked_epoch then common = find_common() end

local entries, bytes, from = {}, 0, '(' .. id
while #entries < count_max and bytes < bytes_max do
  local items = redis.call('XRANGE', INDEX, from, '+', 'COUNT', math.min(CHUNK, count_max - #entries))
  if #items == 0 then break end
  for _, one in ipairs(items) do
    local item = item_of(one)
    local entry = item.sequence > trimmed
      and redis.call('XRANGE', ENTRIES, text(item.sequence) .. '-0', text(item.sequence) .. '-0')[1]
    if entry then
      entries[#entries + 1] = entry
      bytes = bytes + #entry[2][10] + #entry[2][12]
      if bytes >= bytes_max then break end
    end
  end
  from = '(' .. items[#items][1]
end

return {
  text(match.epoch), text(match.sequence),
  first and text(first.epoch) or '', first and text(first.match_sequence) or '', at ~= '' and text(at) or '',
  common and text(common.epoch) or '', common and text(common.match_sequence) or '', entries,
}
