#!lua
-- Makes an empty partition one that is being copied into: its number of partitions is negative, so that no server
-- takes it for a log, and it names who copies.
-- KEYS  record, entries
-- ARGV  importer, partitions of the log, 1 if a copy was broken off while it completed its partitions
-- Returns 1; 2 if another copy was broken off, whose rest is now this importer's to delete; 0 if it is a log's.
if not read_run() then return demoted() end
local record = read_record(KEYS[1])
if record.partitions < 0 or (record.partitions > 0 and ARGV[3] == '1') then
  redis.call('HSET', KEYS[1], 'partitions', text(-math.abs(record.partitions)), 'importer', ARGV[1])
  return 2
end
if record.partitions > 0 or redis.call('EXISTS', KEYS[1], KEYS[2]) > 0 then return 0 end
redis.call('HSET', KEYS[1], 'partitions', text(-tonumber(ARGV[2])), 'importer', ARGV[1])
return 1
