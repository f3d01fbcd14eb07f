using System.Globalization;
using System.Security.Cryptography;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>
/// Makes a log in Redis of another one's entries. Until it is whole partition 0 says so, and no server takes it for a log;
/// what a copy that was broken off left is deleted by the next one. Partitions may be on different servers, so they
/// become a log's one after another, 0 last: it alone says whether there is one.
/// </summary>
public sealed class RedisLogImport : ILogImport
{
    private const int SharedKeys = 6;
    private const int KeysPerEntry = 2;
    private const int KeysAtOnce = 100;
    private const int EntriesAtOnce = 100; // of one script: a few milliseconds of the server's time

    private readonly string _id = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly RedisLink _link;
    private readonly RedisKeys[] _keys;
    private readonly RedisSnapshots _snapshots;
    private bool _completes;

    private RedisLogImport(RedisLink link, int partitionCount)
    {
        _link = link;
        _keys = [.. Enumerable.Range(0, partitionCount).Select(static partition => new RedisKeys(partition))];
        _snapshots = new RedisSnapshots(link);
    }

    private enum BeginOutcome
    {
        IsLog = 0,
        Begun = 1,
        BrokenOff = 2,
    }

    public int PartitionCount => _keys.Length;

    /// <summary>Begins in a Redis that has no log.</summary>
    /// <param name="connection">Connection string, as the server takes it.</param>
    /// <param name="password">Where the string has none.</param>
    /// <param name="partitionCount">Partitions of the log to be, 1–1024.</param>
    /// <param name="time">Clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    /// <exception cref="LogMigrationException">There is a log already.</exception>
    /// <exception cref="LogStorageException">The servers cannot be reached, or must not be used.</exception>
    public static async Task<RedisLogImport> CreateAsync(
        string connection,
        string? password,
        int partitionCount,
        TimeProvider time,
        CancellationToken cancellationToken = default)
    {
        RedisLink link = await RedisVisit
            .ConnectAsync(connection, password, time, cancellationToken).ConfigureAwait(false);
        var import = new RedisLogImport(link, partitionCount);
        try
        {
            await import.CheckIsNoLogAsync(cancellationToken).ConfigureAwait(false);
            await import.BeginAllAsync(cancellationToken).ConfigureAwait(false);
            return import;
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask WriteAsync(
        int partition, IReadOnlyList<Entry> entries, CancellationToken cancellationToken = default)
    {
        foreach (Entry[] group in entries.Chunk(EntriesAtOnce))
        {
            await RunAsync("copy entries", RedisScript.Import, KeysOf(partition, group), ArgumentsOf(group), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    public ValueTask EndAsync(
        int partition, PartitionHead head, IReadOnlyList<EpochStart> epochs,
        CancellationToken cancellationToken = default) =>
        RunAsync(
            "end a partition",
            RedisScript.EndImport,
            [_keys[partition].Record],
            [
                head.Position.Epoch,
                head.Position.Sequence,
                EntryForm.HashOf(head.Chain.Value),
                head.PublishedMs,
                string.Concat(epochs.Select(static start => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{start.Epoch}:{start.Continues.Epoch}:{start.Continues.Sequence};"))),
            ],
            cancellationToken);

    public async ValueTask SaveSnapshotAsync(
        PartitionSnapshot snapshot, CancellationToken cancellationToken = default) =>
        await _snapshots.SaveAsync(_keys[snapshot.Partition], snapshot, cancellationToken).ConfigureAwait(false);

    public async ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        _completes = true;
        foreach (RedisKeys keys in _keys.Reverse())
        {
            await RunAsync("complete a partition", RedisScript.CompleteImport, [keys.Record], [], cancellationToken)
                .ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // Partition 0 last: it says that the rest is no log's. Where some are complete it must go on to say so.
            foreach (RedisKeys keys in _completes ? [] : _keys.Reverse())
                await DeleteAsync(keys, CancellationToken.None).ConfigureAwait(false);
        }
        catch (LogStorageException)
        {
            // The next copy deletes what is left.
        }
        await _link.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A log may have lost its partition 0; only while that one is being copied into, the others are no log's.</summary>
    private async ValueTask CheckIsNoLogAsync(CancellationToken cancellationToken)
    {
        foreach (RedisKeys keys in _keys)
        {
            var reply = new RecordReply(await _link.RunAsync(
                "read a partition", RedisScript.Read, [keys.Record, keys.Entries], [0, 0, 0], cancellationToken)
                .ConfigureAwait(false));
            if (reply.PartitionCount > 0)
                throw IsLog();
            if (keys == _keys[0] && reply.PartitionCount < 0)
                return;
        }
    }

    /// <summary>
    /// Takes partition 0 first, so that no copy before this one can complete it any more, and empties it last, so that it
    /// says all the time what the others are.
    /// </summary>
    private async ValueTask BeginAllAsync(CancellationToken cancellationToken)
    {
        BeginOutcome first = await TryBeginAsync(_keys[0], isRest: false, cancellationToken).ConfigureAwait(false);
        bool isRest = first == BeginOutcome.BrokenOff;
        foreach (RedisKeys keys in _keys.Skip(1))
            await BeginAsync(keys, isRest, cancellationToken).ConfigureAwait(false);
        if (isRest)
            await BeginAsync(_keys[0], isRest: false, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask BeginAsync(RedisKeys keys, bool isRest, CancellationToken cancellationToken)
    {
        while (await TryBeginAsync(keys, isRest, cancellationToken).ConfigureAwait(false) == BeginOutcome.BrokenOff)
            await DeleteAsync(keys, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<BeginOutcome> TryBeginAsync(RedisKeys keys, bool isRest, CancellationToken cancellationToken)
    {
        var outcome = (BeginOutcome)(int)await _link.RunAsync(
            "begin a partition",
            RedisScript.BeginImport,
            [keys.Record, keys.Entries],
            [_id, PartitionCount, isRest ? 1 : 0],
            cancellationToken).ConfigureAwait(false);
        return outcome == BeginOutcome.IsLog ? throw IsLog() : outcome;
    }

    /// <summary>
    /// Deletes all that a copy wrote of a partition, last its record, which says that it is no log; and nothing once
    /// another one has begun.
    /// </summary>
    private async ValueTask DeleteAsync(RedisKeys keys, CancellationToken cancellationToken)
    {
        List<RedisKey> found = await _link.DoAsync(
            "find what a copy left", database => FindAsync(database, keys), cancellationToken).ConfigureAwait(false);
        foreach (RedisKey[] group in found.Where(key => key != keys.Record).Append(keys.Record).Chunk(KeysAtOnce))
        {
            await _link.RunAsync(
                "delete what a copy left", RedisScript.DeleteImport, [keys.Record, .. group], [_id], cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async Task<List<RedisKey>> FindAsync(IDatabase database, RedisKeys keys)
    {
        var found = new List<RedisKey>();
        IServer server = _link.Connection.GetServer(keys.Record, flags: CommandFlags.DemandMaster);
        await foreach (RedisKey key in server.KeysAsync(database.Database, keys.Pattern).ConfigureAwait(false))
            found.Add(key);
        return found;
    }

    private async ValueTask RunAsync(
        string what, RedisScript script, RedisKey[] touched, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var outcome = (int)await _link
            .RunAsync(what, script, touched, [_id, .. arguments], cancellationToken).ConfigureAwait(false);
        if (outcome == 0)
            throw new LogStorageException($"Redis could not {what}: somebody else has begun a copy meanwhile");
    }

    private RedisKey[] KeysOf(int partition, Entry[] entries)
    {
        RedisKeys keys = _keys[partition];
        var touched = new RedisKey[SharedKeys + (KeysPerEntry * entries.Length)];
        RedisKey[] shared = [keys.Record, keys.Entries, keys.Keys, keys.DayKeys, keys.Matches, keys.Closed];
        shared.CopyTo(touched, 0);
        for (int index = 0; index < entries.Length; index++)
        {
            touched[SharedKeys + (KeysPerEntry * index)] = keys.IndexOf(entries[index].MatchId);
            touched[SharedKeys + (KeysPerEntry * index) + 1] = keys.KeysOf(entries[index].MatchId);
        }
        return touched;
    }

    private static RedisValue[] ArgumentsOf(Entry[] entries)
    {
        var arguments = new RedisValue[EntryForm.ArgumentCount * entries.Length];
        for (int index = 0; index < entries.Length; index++)
            EntryForm.Write(entries[index], arguments.AsSpan(EntryForm.ArgumentCount * index, EntryForm.ArgumentCount));
        return arguments;
    }

    private static LogMigrationException IsLog() =>
        new("there is an event log in this Redis already: the target must be empty");
}
