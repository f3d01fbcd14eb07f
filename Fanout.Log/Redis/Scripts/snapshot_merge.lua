#!lua flags=allow-oom
-- Merges the oldest snapshot of a partition into the next one, which takes over what did not change in between. It is
-- the next one that is moved, and the oldest that gets its name: the oldest has every match that ever retired, and only
-- what changed since goes through Lua, the append-only file and the replicas.
-- KEYS  snapshots, matches of the oldest, matches of the next (either may be missing)
-- ARGV  sequence of the oldest
if not read_run() then return demoted() end
local VALUES_MAX = 128 -- of one HSET, names and matches; Lua cannot give a command thousands
local matches, moved = redis.call('HGETALL', KEYS[3]), {}
for index = 1, #matches, 2 do
  -- See SnapshotForm.cs. Retired without a public position: stands for its absence, and nothing before it is left.
  local _, match_sequence, retired = struct.unpack('<I4I4B', matches[index + 1])
  if retired ~= 0 and match_sequence == 0 then
    redis.call('HDEL', KEYS[2], matches[index])
  else
    moved[#moved + 1] = matches[index]
    moved[#moved + 1] = matches[index + 1]
  end
  if #moved == VALUES_MAX or (#moved > 0 and index == #matches - 1) then
    redis.call('HSET', KEYS[2], unpack(moved))
    moved = {}
  end
end
redis.call('UNLINK', KEYS[3])
if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('RENAME', KEYS[2], KEYS[3]) end
redis.call('HDEL', KEYS[1], ARGV[1])
return 1
