#!lua flags=no-writes
-- The record of a partition, and the entries after a sequence, as of one moment. Answers when out of memory too.
-- KEYS  record, entries
-- ARGV  sequence, entries at most, bytes after which no more entries are read
-- Returns run id, epoch, sequence, chain hash, stamp, sealed run id, trimmed epoch, trimmed sequence, archived (or ''),
--         partitions, epochs, chain hash at the sequence ('' if there is no such entry), entries as XRANGE has them.
local CHUNK = 16 -- entries of up to 8 MiB each are read in small steps, to stop near the limit
local run = read_run()
if not run then return demoted() end
local record = read_record(KEYS[1])
local after, count_max, bytes_max = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

local chain = ''
if after == 0 then
  chain = ZERO_CHAIN
elseif after == record.trimmed_sequence then
  chain = record.trimmed_chain
elseif after <= record.sequence then
  local header = header_at(KEYS[2], after)
  if header then chain = string.sub(header, 1, 16) end
end

local entries, bytes, from = {}, 0, '(' .. text(after) .. '-0'
while #entries < count_max and bytes < bytes_max do
  local chunk = redis.call('XRANGE', KEYS[2], from, '+', 'COUNT', math.min(CHUNK, count_max - #entries))
  if #chunk == 0 then break end
  for _, item in ipairs(chunk) do
    entries[#entries + 1] = item
    bytes = bytes + #item[2][10] + #item[2][12]
    if bytes >= bytes_max then break end
  end
  from = '(' .. entries[#entries][1]
end

return {
  run, text(record.epoch), text(record.sequence), record.chain, text(record.published), record.sealed,
  text(record.trimmed_epoch), text(record.trimmed_sequence), record.archived and text(record.archived) or '',
  text(record.partitions), record.epochs, chain, entries,
}
