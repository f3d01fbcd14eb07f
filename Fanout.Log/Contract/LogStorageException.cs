namespace Fanout.Log;

/// <summary>
/// The store behind the log failed (disk full, corrupt file, no right to write, connection refused). The message names
/// what and where.
/// </summary>
public sealed class LogStorageException : Exception
{
    public LogStorageException()
    {
    }

    public LogStorageException(string message) : base(message)
    {
    }

    public LogStorageException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>
    /// What is stored cannot be what was written: to ask again will not help. Otherwise the store may answer later.
    /// </summary>
    public bool IsDamage { get; init; }

    /// <summary>
    /// The store has no room now and took nothing; what it has is sound, and the same request may be made again.
    /// </summary>
    public bool IsNoRoom { get; init; }
}
