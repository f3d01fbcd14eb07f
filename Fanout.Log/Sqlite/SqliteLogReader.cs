using Microsoft.Data.Sqlite;

namespace Fanout.Log.Sqlite;

/// <summary>
/// An embedded log that is only read, by another program than the server: nothing of it is written, and beside a server
/// that runs on it this sees what that has committed.
/// </summary>
public sealed class SqliteLogReader : ILogReader, IAsyncDisposable
{
    private readonly ReaderPool _readers;
    private readonly LogFolder? _held;
    private readonly TimeProvider _time;

    private SqliteLogReader(string path, SqliteInventory log, LogFolder? held, TimeProvider time)
    {
        _readers = new ReaderPool(path, log.RunId);
        _held = held;
        _time = time;
        PartitionCount = log.PartitionCount;
        StoredFaults = log.Faults;
    }

    /// <summary>As the tables have them; that the log says another number is one of the <see cref="StoredFaults"/>.</summary>
    public int PartitionCount { get; }

    public IReadOnlyList<Finding> StoredFaults { get; }

    /// <summary>Opens the log of a folder, whether a server runs on it or not.</summary>
    /// <param name="folder">The server's data folder.</param>
    /// <param name="time">Paces <see cref="WaitForNewsAsync"/>.</param>
    /// <exception cref="FileNotFoundException">The folder has no log.</exception>
    /// <exception cref="LogStorageException">The file cannot be read, or not by this version.</exception>
    public static SqliteLogReader Open(string folder, TimeProvider time) => Open(folder, isAlone: false, time);

    /// <summary>The same, and no server can start on the folder until this is disposed.</summary>
    /// <param name="folder">The server's data folder.</param>
    /// <param name="time">Paces <see cref="WaitForNewsAsync"/>.</param>
    /// <exception cref="FileNotFoundException">The folder has no log.</exception>
    /// <exception cref="LogStorageException">A server runs on the folder; or as <see cref="Open(string, TimeProvider)"/>.
    /// </exception>
    public static SqliteLogReader OpenAlone(string folder, TimeProvider time) => Open(folder, isAlone: true, time);

    public ValueTask<LogPage> ReadAsync(
        int partition, LogPosition after, int countMax, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckPartition(partition, PartitionCount);
        LogArguments.CheckCount(countMax);
        return _readers.ReadAsync(session => session.ReadPage(partition, after, countMax), cancellationToken);
    }

    public ValueTask<MatchPage> ReadMatchAsync(
        string matchId, MatchPosition after, int countMax, CancellationToken cancellationToken = default)
    {
        LogArguments.CheckCount(countMax);
        return _readers.ReadAsync(session => session.ReadMatchPage(matchId, after, countMax), cancellationToken);
    }

    public ValueTask<KeyPlace?> FindKeyAsync(
        int partition, string key, CancellationToken cancellationToken = default) =>
        _readers.ReadAsync(session => session.FindKey(partition, key), cancellationToken);

    /// <summary>Nobody tells this process of news: it is the poll interval.</summary>
    public async ValueTask WaitForNewsAsync(int partition, ulong after, CancellationToken cancellationToken = default) =>
        await Task.Delay(NewsBoard.PollEvery, _time, cancellationToken).ConfigureAwait(false);

    public ValueTask<PartitionSnapshot?> ReadSnapshotAsync(
        int partition, SnapshotLimit limit = default, CancellationToken cancellationToken = default) =>
        _readers.ReadAsync(session => session.FindSnapshot(partition, limit), cancellationToken);

    /// <summary>Always <see langword="null"/>: leases of an embedded log are known to its server alone.</summary>
    public ValueTask<Lease?> ReadLeaseAsync(int partition, CancellationToken cancellationToken = default) => default;

    public ValueTask DisposeAsync()
    {
        _readers.Dispose();
        _held?.Dispose();
        return default;
    }

    private static SqliteLogReader Open(string folder, bool isAlone, TimeProvider time)
    {
        string path = LogFolder.DatabasePathIn(folder);
        if (!File.Exists(path))
            throw new FileNotFoundException($"there is no event log in {folder}: {path} is missing", path);
        LogFolder? held = isAlone ? LogFolder.Open(folder) : null;
        try
        {
            return new SqliteLogReader(path, TakeInventory(path), held, time);
        }
        catch (Exception failure)
        {
            held?.Dispose();
            if (failure is SqliteException sqlite)
                throw SqliteErrors.Explain("read", path, sqlite);
            throw;
        }
    }

    private static SqliteInventory TakeInventory(string path)
    {
        using SqliteConnection connection = SqliteFile.Connect(path, SqliteOpenMode.ReadOnly);
        SqliteSchema.CheckCurrent(connection, path);
        return SqliteInventory.Read(connection, path);
    }
}
