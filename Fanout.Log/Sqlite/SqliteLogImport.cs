using Microsoft.Data.Sqlite;

namespace Fanout.Log.Sqlite;

/// <summary>
/// Makes an embedded log of another one's entries. They go into a file beside the log's own name, which it gets when it
/// is whole: a server that starts on a folder in which a copy was broken off finds no log there.
/// </summary>
public sealed class SqliteLogImport : ILogImport
{
    private const string UnfinishedSuffix = ".import";

    private static readonly string[] FileSuffixes = ["", "-wal", "-shm"]; // sqlite.org/tempfiles.html

    private readonly LogFolder _folder;
    private readonly WriteSession _session;
    private readonly string _path;
    private readonly string _runId;

    private SqliteLogImport(LogFolder folder, WriteSession session, string path, string runId, int partitionCount)
    {
        _folder = folder;
        _session = session;
        _path = path;
        _runId = runId;
        PartitionCount = partitionCount;
    }

    public int PartitionCount { get; }

    /// <summary>Begins in a folder, which is created where it is missing, and holds it until disposed.</summary>
    /// <exception cref="LogMigrationException">There is a log already.</exception>
    /// <exception cref="LogStorageException">The folder is in use, or cannot be written to.</exception>
    public static SqliteLogImport Create(string folder, int partitionCount)
    {
        LogFolder held = LogFolder.Open(folder);
        SqliteConnection? connection = null;
        try
        {
            if (File.Exists(held.DatabasePath))
                throw new LogMigrationException($"{held.DatabasePath} is there already: the target must be empty");
            string path = held.DatabasePath + UnfinishedSuffix;
            DeleteFiles(path); // of a copy that was broken off
            connection = SqliteFile.Connect(path, SqliteOpenMode.ReadWriteCreate);
            string runId = SqliteFile.Prepare(
                connection, path, new EventLogOptions { DataFolder = folder, PartitionCount = partitionCount });
            return new SqliteLogImport(held, new WriteSession(connection, partitionCount), path, runId, partitionCount);
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            held.Dispose();
            if (failure is SqliteException sqlite)
                throw SqliteErrors.Explain("write to", held.DatabasePath, sqlite);
            throw;
        }
    }

    public ValueTask WriteAsync(
        int partition, IReadOnlyList<Entry> entries, CancellationToken cancellationToken = default) =>
        DoAsync(
            () =>
            {
                foreach (Entry entry in entries)
                    _session.Insert(entry);
            },
            cancellationToken);

    public ValueTask EndAsync(
        int partition, PartitionHead head, IReadOnlyList<EpochStart> epochs,
        CancellationToken cancellationToken = default) =>
        DoAsync(
            () => _session.Stage(partition, new PartitionRecord
            {
                Head = head.Position,
                Chain = head.Chain,
                PublishedMs = head.PublishedMs,
                SealedRunId = _runId,
                Epochs = epochs,
            }),
            cancellationToken);

    public ValueTask SaveSnapshotAsync(PartitionSnapshot snapshot, CancellationToken cancellationToken = default) =>
        DoAsync(() => _session.InsertSnapshot(snapshot), cancellationToken);

    public ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        _session.Dispose(); // the last connection: what is in the write-ahead log goes into the file
        try
        {
            File.Move(_path, _folder.DatabasePath);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LogStorageException($"cannot rename {_path}: {failure.Message}", failure);
        }
        return default;
    }

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        DeleteFiles(_path);
        _folder.Dispose();
        return default;
    }

    /// <summary>One transaction, off the caller's thread.</summary>
    private async ValueTask DoAsync(Action write, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(() => Commit(write), cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException failure)
        {
            throw SqliteErrors.Explain("write to", _path, failure);
        }
    }

    private void Commit(Action write)
    {
        _session.Begin();
        try
        {
            write();
            _session.Commit();
            _session.Adopt();
        }
        catch
        {
            _session.Rollback();
            throw;
        }
    }

    private static void DeleteFiles(string path)
    {
        foreach (string suffix in FileSuffixes)
            File.Delete(path + suffix);
    }
}
