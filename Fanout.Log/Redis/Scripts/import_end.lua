#!lua
-- Where a copied partition ends; a writer goes on there in its epoch.
-- KEYS  record
-- ARGV  importer, epoch, sequence, chain hash, stamp, epochs
-- Returns 1; 0 if it is not this importer's (any more).
local run = read_run()
if not run then return demoted() end
if not is_importing(KEYS[1], ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'sequence', ARGV[3], 'chain', ARGV[4], 'published', ARGV[5],
  'epochs', ARGV[6], 'sealed', ARGV[2] == '0' and '' or run)
return 1
