namespace Fanout.Log.Redis;

/// <summary>A log in Redis that is only read, by another program than its servers, which go on beside it.</summary>
public sealed class RedisLogReader : ILogReader, IAsyncDisposable
{
    private readonly RedisLink _link;
    private readonly RedisKeys[] _keys;
    private readonly RedisReading _reading;
    private readonly RedisLeases _leases;
    private readonly RedisSnapshots _snapshots;
    private readonly TimeProvider _time;

    private RedisLogReader(RedisLink link, int partitionCount, TimeProvider time)
    {
        _link = link;
        _time = time;
        _keys = [.. Enumerable.Range(0, partitionCount).Select(static partition => new RedisKeys(partition))];
        _reading = new RedisReading(link, partitionCount);
        _leases = new RedisLeases(link, partitionCount);
        _snapshots = new RedisSnapshots(link);
    }

    public int PartitionCount => _keys.Length;

    /// <summary>What is wrong with a connection string; <see langword="null"/>: it can be read.</summary>
    public static string? FindFault(string connection)
    {
        try
        {
            RedisConnectionString.Parse(connection);
            return null;
        }
        catch (ArgumentException failure)
        {
            return failure.Message.Split(" (Parameter")[0];
        }
    }

    /// <summary>Opens the log that servers keep there.</summary>
    /// <param name="connection">Connection string, as the server takes it.</param>
    /// <param name="password">Where the string has none.</param>
    /// <param name="time">Paces <see cref="WaitForNewsAsync"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FileNotFoundException">There is no log.</exception>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    /// <exception cref="LogStorageException">The servers cannot be reached, or must not be used.</exception>
    public static async Task<RedisLogReader> OpenAsync(
        string connection, string? password, TimeProvider time, CancellationToken cancellationToken = default)
    {
        RedisLink link = await RedisVisit
            .ConnectAsync(connection, password, time, cancellationToken).ConfigureAwait(false);
        try
        {
            int count = await RedisVisit.ReadPartitionCountAsync(link, cancellationToken).ConfigureAwait(false)
                ?? throw new FileNotFoundException("there is no event log in this Redis");
            return new RedisLogReader(link, count, time);
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask<LogPage> ReadAsync(
        int partition, LogPosition after, int countMax, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(partition, PartitionCount);
        LogArguments.CheckCount(countMax);
        return _reading.ReadPageAsync(_keys[partition], partition, after, countMax, cancellationToken);
    }

    public ValueTask<MatchPage> ReadMatchAsync(
        string matchId, MatchPosition after, int countMax, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckCount(countMax);
        int partition = Partitioning.Of(matchId, PartitionCount);
        return _reading.ReadMatchAsync(_keys[partition], partition, matchId, after, countMax, cancellationToken);
    }

    public ValueTask<KeyPlace?> FindKeyAsync(int partition, string key, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(partition, PartitionCount);
        return _reading.FindKeyAsync(_keys[partition], key, cancellationToken);
    }

    /// <summary>Nobody tells this process of news: it is the poll interval.</summary>
    public async ValueTask WaitForNewsAsync(int partition, ulong after, CancellationToken cancellationToken = default) =>
        await Task.Delay(NewsBoard.PollEvery, _time, cancellationToken).ConfigureAwait(false);

    public ValueTask<PartitionSnapshot?> ReadSnapshotAsync(
        int partition, SnapshotLimit limit = default, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(partition, PartitionCount);
        return _snapshots.ReadAsync(_keys[partition], partition, limit, cancellationToken);
    }

    public ValueTask<Lease?> ReadLeaseAsync(int partition, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(partition, PartitionCount);
        return _leases.ReadAsync(_keys[partition], partition, cancellationToken);
    }

    /// <summary>
    /// The content went on elsewhere: it keeps all that it has; but a server that writes to it again begins a new epoch
    /// in every partition, so that two logs never give one position to different entries.
    /// </summary>
    /// <exception cref="LogStorageException">A server holds a partition, or Redis did not answer.</exception>
    public async Task LeaveAsync(CancellationToken cancellationToken = default)
    {
        for (int partition = 0; partition < PartitionCount; partition++)
        {
            var left = (int)await _link.RunAsync(
                "leave a partition", RedisScript.Leave, [_keys[partition].Record, _keys[partition].Lease], [],
                cancellationToken).ConfigureAwait(false);
            if (left == 0)
                throw new LogStorageException($"partition {partition} is held by a server again");
        }
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();
}
