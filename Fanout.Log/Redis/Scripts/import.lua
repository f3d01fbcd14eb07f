#!lua
-- Writes entries of another log with the numbers, stamps and chain hashes that they have there.
-- KEYS  record, entries, keys, day keys, matches, closed; then for each entry: match index, match keys
-- ARGV  importer; then for each entry: header, stamp, match id, key, public part, writer's part
-- Returns 1; 0 if it is not this importer's (any more).
if not read_run() then return demoted() end
if not is_importing(KEYS[1], ARGV[1]) then return 0 end
local record = read_record(KEYS[1])
local PLACES = { entries = KEYS[2], keys = KEYS[3], day_keys = KEYS[4], matches = KEYS[5], closed = KEYS[6] }
for number = 0, (#ARGV - 1) / 6 - 1 do
  local arg, key = 2 + 6 * number, 7 + 2 * number
  write_entry(PLACES, record, read_match(PLACES.matches, ARGV[arg + 2]), unpack_header(ARGV[arg]),
    tonumber(ARGV[arg + 1]), {
      header = ARGV[arg], match_id = ARGV[arg + 2], key = ARGV[arg + 3], public = ARGV[arg + 4],
      writer = ARGV[arg + 5], index = KEYS[key], match_keys = KEYS[key + 1],
    })
end
redis.call('HSET', KEYS[1], 'epoch', text(record.epoch), 'sequence', text(record.sequence), 'chain', record.chain,
  'published', text(record.published), 'epochs', record.epochs)
return 1
