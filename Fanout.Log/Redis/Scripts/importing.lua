-- What the scripts of a copy share, after common.lua.

-- Whether it is still this importer that copies into the partition.
local function is_importing(record_key, importer)
  return read_record(record_key).partitions < 0 and redis.call('HGET', record_key, 'importer') == importer
end
