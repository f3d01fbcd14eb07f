#!lua flags=allow-oom
-- Forgets the keys of a match that closed long enough ago, and what its index still names of trimmed entries.
-- KEYS  record, keys, matches, closed, match index, match keys
-- ARGV  match id
-- Returns 1; 2 if there are more keys: to be called again; 0 if it is not to be forgotten (any more).
local KEYS_MAX = 5000 -- looked at in one step, as in trim.lua; a match of ball-by-ball feeds has a hundred thousand
if not read_run() then return demoted() end
local match = read_match(KEYS[3], ARGV[1])
if not match or not match.closed or match.closed + CLOSED_MS >= now_ms() then return 0 end
for _, key in ipairs(redis.call('LPOP', KEYS[6], KEYS_MAX) or {}) do
  local value = redis.call('HGET', KEYS[2], key)
  local known = value and unpack_key(value)
  if known and known.retention ~= 0 and known.match_id == ARGV[1] then redis.call('HDEL', KEYS[2], key) end
end
if redis.call('EXISTS', KEYS[6]) == 1 then return 2 end
redis.call('ZREM', KEYS[4], ARGV[1])

local last = redis.call('XREVRANGE', KEYS[5], '+', '-', 'COUNT', 1)[1]
if last and tonumber(last[2][2]) <= read_record(KEYS[1]).trimmed_sequence then redis.call('UNLINK', KEYS[5]) end
return 1
