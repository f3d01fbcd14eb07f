#!lua flags=allow-oom
-- From now on the partition is a log's.
-- KEYS  record
-- ARGV  importer
-- Returns 1; 0 if it is not this importer's (any more).
if not read_run() then return demoted() end
if not is_importing(KEYS[1], ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'partitions', text(-read_record(KEYS[1]).partitions))
redis.call('HDEL', KEYS[1], 'importer')
return 1
