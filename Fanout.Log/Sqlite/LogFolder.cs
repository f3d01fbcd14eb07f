using System.Security;

namespace Fanout.Log.Sqlite;

/// <summary>
/// The folder of an embedded log, owned by one process at a time. The lock is an exclusively opened file: the system
/// lets it go when the process dies, however it dies, so nothing stale is left to clean up.
/// </summary>
internal sealed class LogFolder : IDisposable
{
    private const string LockName = "fanout.lock";
    private const string DatabaseName = "fanout.db";

    private readonly FileStream _lock;

    private LogFolder(string path, FileStream heldLock)
    {
        Path = path;
        _lock = heldLock;
    }

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Full path of the database file.</summary>
    public string DatabasePath => DatabasePathIn(Path);

    /// <summary>Full path of the database file of a folder.</summary>
    public static string DatabasePathIn(string folder) =>
        System.IO.Path.Combine(System.IO.Path.GetFullPath(folder), DatabaseName);

    /// <summary>Creates the folder where it is missing, and locks it.</summary>
    /// <exception cref="LogStorageException">Another process owns the folder, or this one may not write to
    /// it.</exception>
    public static LogFolder Open(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SecurityException)
        {
            throw new LogStorageException($"data folder {full} cannot be created: {failure.Message}", failure);
        }

        string lockPath = System.IO.Path.Combine(full, LockName);
        try
        {
            return new LogFolder(
                full, new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new LogStorageException($"data folder {full} cannot be written to: {failure.Message}", failure);
        }
        catch (IOException failure) when (File.Exists(lockPath))
        {
            throw new LogStorageException(
                $"data folder {full} is in use by another process, which holds {lockPath}: {failure.Message}", failure);
        }
        catch (IOException failure)
        {
            throw new LogStorageException($"data folder {full} cannot be locked: {failure.Message}", failure);
        }
    }

    public void Dispose() => _lock.Dispose();
}
