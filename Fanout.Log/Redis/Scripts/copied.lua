#!lua flags=allow-oom
-- Writes to a sealed partition what it has anyway, for WAIT: who has this has all that was written before it.
-- KEYS  record
-- Returns 1, or 0 if the partition is not sealed in this run.
local run = read_run()
if not run then return demoted() end
local record = read_record(KEYS[1])
if record.sealed ~= run then return 0 end
redis.call('HSET', KEYS[1], 'sealed', run)
return 1
