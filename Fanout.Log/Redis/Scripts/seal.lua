#!lua
-- Ends a reopening: from now on the partition takes ordinary appends in this run of the store.
-- KEYS  record, lease
-- ARGV  run id, fence, head's epoch, head's sequence, head's chain hash, epoch to go on in, partitions of the log
-- Returns the outcome: 1 sealed, 2 conflict, 3 fenced, 4 unsealed.
local SEALED, CONFLICT, FENCED, UNSEALED = 1, 2, 3, 4
local run = read_run()
if not run then return demoted() end
local record = read_record(KEYS[1])
if record.partitions ~= 0 and record.partitions ~= tonumber(ARGV[7]) then
  return redis.error_reply('PARTITIONS ' .. text(record.partitions))
end
local head_epoch, head_sequence, epoch = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[6])
if ARGV[1] ~= run then return UNSEALED end
if redis.call('HGET', KEYS[2], 'fence') ~= ARGV[2] then return FENCED end
if record.sealed == run and record.epoch == epoch and record.sequence == head_sequence then
  return SEALED -- the answer to an earlier try was lost
end
if record.epoch ~= head_epoch or record.sequence ~= head_sequence or record.chain ~= ARGV[5] then return CONFLICT end

local begins = epoch ~= record.epoch
if begins and (epoch == 0 or knows_epoch(record, epoch)) then return CONFLICT end
if begins then begin_epoch(record, epoch) end
redis.call('HSET', KEYS[1], 'epoch', text(record.epoch), 'epochs', record.epochs, 'sealed', run,
  'partitions', ARGV[7])
return SEALED
