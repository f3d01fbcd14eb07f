using Npgsql;

namespace Fanout.Log.Archive;

/// <summary>An archive that is only looked at, by another program than the servers that write it.</summary>
public sealed class LogArchive : IAsyncDisposable
{
    private readonly ArchiveReader _reader;

    private LogArchive(ArchiveReader reader, int partitionCount) => (_reader, PartitionCount) = (reader, partitionCount);

    /// <summary>Partitions of the log whose archive it is.</summary>
    public int PartitionCount { get; }

    /// <summary>What is wrong with a connection string; <see langword="null"/>: it can be read.</summary>
    public static string? FindFault(string connection) => ArchiveConnection.ProblemOf(connection);

    /// <summary>Opens the archive in a database.</summary>
    /// <param name="connection">Connection string, as the server takes it.</param>
    /// <param name="password">Where the string has none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="LogStorageException">The database cannot be reached, or its archive not be read.</exception>
    public static async Task<LogArchive> OpenAsync(
        string connection, string? password, CancellationToken cancellationToken = default)
    {
        NpgsqlConnectionStringBuilder settings = ArchiveConnection.Parse(connection, password);
        var reader = new ArchiveReader(settings);
        try
        {
            int count = await reader.RunAsync(
                $"be reached as {ArchiveConnection.NameOf(settings)}",
                open => ArchiveSchema.ReadPartitionCountAsync(open, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            return new LogArchive(reader, count);
        }
        catch
        {
            await reader.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Checks the archive against itself, numbers and chain hashes of everything in it, and against the log where both
    /// have something. Changes nothing, and may run beside servers.
    /// </summary>
    /// <param name="report">Told what is found.</param>
    /// <param name="log">The log; left out: it is not compared.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many findings there were.</returns>
    /// <exception cref="LogStorageException">The archive or the log does not answer.</exception>
    public async Task<long> VerifyAsync(
        IVerificationReport report, ILogReader? log = null, CancellationToken cancellationToken = default)
    {
        if (log is not null && log.PartitionCount != PartitionCount)
        {
            throw new LogStorageException(
                $"the archive is that of a log with {PartitionCount} partitions, the log has {log.PartitionCount}");
        }
        long findings = 0;
        for (int partition = 0; partition < PartitionCount; partition++)
        {
            var verification = new ArchiveVerification(_reader, partition, PartitionCount, report);
            findings += await verification.RunAsync(log, cancellationToken).ConfigureAwait(false);
        }
        return findings;
    }

    public ValueTask DisposeAsync() => _reader.DisposeAsync();
}
