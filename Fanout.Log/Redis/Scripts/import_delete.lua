#!lua flags=allow-oom
-- Deletes what a copy wrote of a partition.
-- KEYS  record, then what goes
-- ARGV  importer
-- Returns 1; 0 if it is not this importer's.
if not read_run() then return demoted() end
if not is_importing(KEYS[1], ARGV[1]) then return 0 end
for index = 2, #KEYS do redis.call('UNLINK', KEYS[index]) end
return 1
