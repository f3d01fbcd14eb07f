#!lua flags=allow-oom
-- Merges the oldest snapshot of a partition into the next one, which takes over what did not change in between.
-- KEYS  snapshots, matches of the oldest, matches of the next
-- ARGV  sequence of the oldest
if not read_run() then return demoted() end
local matches = redis.call('HGETALL', KEYS[2])
for index = 1, #matches, 2 do
  -- See SnapshotForm.cs. Retired without a public position: stands for its absence, and nothing before it is left.
  local _, match_sequence, retired = struct.unpack('<I4I4B', matches[index + 1])
  if retired == 0 or match_sequence > 0 then
    redis.call('HSETNX', KEYS[3], matches[index], matches[index + 1])
  end
end
redis.call('UNLINK', KEYS[2])
redis.call('HDEL', KEYS[1], ARGV[1])
return 1
