#!lua flags=allow-oom
-- The content went on elsewhere: whoever writes here again must reopen, and begins a new epoch.
-- KEYS  record, lease
-- Returns 1; 0 if somebody holds the partition.
if not read_run() then return demoted() end
local v = redis.call('HMGET', KEYS[2], 'fence', 'expires')
if v[1] and tonumber(v[2]) > now_ms() then return 0 end
redis.call('HSET', KEYS[1], 'sealed', '')
return 1
