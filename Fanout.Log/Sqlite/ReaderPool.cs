using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Fanout.Log.Sqlite;

/// <summary>
/// Readers' connections: opened as needed, kept, and never more at a time than there is use for. Reads run on the
/// thread pool.
/// </summary>
internal sealed class ReaderPool(string path, string runId) : IDisposable
{
    /// <summary>Reads at a time; more only wait for the same disk.</summary>
    private const int SessionsMax = 8;

    private readonly ConcurrentBag<ReadSession> _idle = [];
    private readonly SemaphoreSlim _free = new(SessionsMax);
    private volatile bool _disposed;

    /// <summary>Runs several statements on one state of the file.</summary>
    /// <exception cref="LogStorageException">The file cannot be read.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<ReadSession, T> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Read(read), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out ReadSession? session))
            session.Dispose();
    }

    private T Read<T>(Func<ReadSession, T> read)
    {
        ReadSession? session = null;
        try
        {
            if (!_idle.TryTake(out session))
                session = new ReadSession(SqliteFile.Connect(path, SqliteOpenMode.ReadOnly), runId);
            T result = session.AtOnce(read);
            Return(session);
            return result;
        }
        catch (SqliteException failure)
        {
            session?.Dispose(); // its statements may be in any state
            throw SqliteErrors.Explain("read", path, failure);
        }
        catch (Exception failure) when (
            failure is InvalidOperationException or InvalidCastException or ArgumentException)
        {
            // A row whose values are not what the table's definition promises: bytes that SQLite itself could not tell
            // to be damaged.
            session?.Dispose();
            throw SqliteErrors.Damaged(path, failure);
        }
    }

    private void Return(ReadSession session)
    {
        if (_disposed)
            session.Dispose();
        else
            _idle.Add(session);
    }
}
