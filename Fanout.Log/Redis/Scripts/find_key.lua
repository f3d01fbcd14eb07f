#!lua flags=no-writes
-- What an idempotency key stands for.
-- KEYS  keys, matches
-- ARGV  key
-- Returns nothing if it is not known; else digest, epoch, sequence, match sequence, stamp.
if not read_run() then return demoted() end
local known = find_key(KEYS[1], KEYS[2], ARGV[1], now_ms())
if not known then return {} end
return {
  known.digest, text(known.epoch), text(known.sequence), text(known.match_sequence), text(known.published),
}
