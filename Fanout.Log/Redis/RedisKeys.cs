using System.Globalization;
using System.Security.Cryptography;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>
/// The keys of one partition. All share the hash tag <c>{pN}</c>, so that Cluster keeps them on one server and a script
/// may touch them together.
/// </summary>
/// <remarks><code>
/// key                      type    content
/// fanout:{pN}:record       hash    head, chain hash, stamp, sealed run, trimmed position, archive, partitions, epochs
/// fanout:{pN}:entries      stream  id SEQUENCE-0; h header (EntryForm), t stamp, m match id, k key, p public, w writer
/// fanout:{pN}:keys         hash    idempotency key → digest, place, retention, match id
/// fanout:{pN}:day-keys     list    keys of requests, oldest first: which ones a trim may forget
/// fanout:{pN}:matches      hash    match id → last public position, and when it closed
/// fanout:{pN}:closed       zset    match id by when it closed: whose keys a trim may forget
/// fanout:{pN}:index:MATCH  stream  id MATCH_SEQUENCE-0; s partition sequence, e epoch
/// fanout:{pN}:keys:MATCH   list    provider's keys of the match
/// fanout:{pN}:lease        hash    fence, holder, address, end, counter
/// fanout:{pN}:snapshots    hash    sequence → epoch, stamp, chain hash
/// fanout:{pN}:snapshot:SEQ hash    match id → SnapshotForm, of the matches that differ from the snapshot before
/// fanout:{pN}:hints        channel (sharded) HintMessage
/// </code></remarks>
internal sealed class RedisKeys
{
    private readonly string _prefix;

    public RedisKeys(int partition)
    {
        _prefix = string.Create(CultureInfo.InvariantCulture, $"fanout:{{p{partition}}}:");
        Record = _prefix + "record";
        Entries = _prefix + "entries";
        Keys = _prefix + "keys";
        DayKeys = _prefix + "day-keys";
        Matches = _prefix + "matches";
        Closed = _prefix + "closed";
        Lease = _prefix + "lease";
        Snapshots = _prefix + "snapshots";
        HintsName = _prefix + "hints";
        Hints = HintsName;
    }

    public RedisKey Record { get; }

    public RedisKey Entries { get; }

    public RedisKey Keys { get; }

    public RedisKey DayKeys { get; }

    public RedisKey Matches { get; }

    public RedisKey Closed { get; }

    public RedisKey Lease { get; }

    public RedisKey Snapshots { get; }

    /// <summary>A channel is given to scripts among the keys: in Cluster it has a slot as they have.</summary>
    public RedisKey Hints { get; }

    public string HintsName { get; }

    /// <summary>What all keys of the partition match.</summary>
    public RedisValue Pattern => _prefix + "*";

    public RedisKey IndexOf(string matchId) => _prefix + "index:" + matchId;

    public RedisKey KeysOf(string matchId) => _prefix + "keys:" + matchId;

    public RedisKey SnapshotAt(ulong sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{_prefix}snapshot:{sequence}");

    /// <summary>Where a snapshot lies until it is judged; of this one attempt.</summary>
    public RedisKey Staged() => _prefix + "staged:" + RandomNumberGenerator.GetHexString(32, lowercase: true);
}
