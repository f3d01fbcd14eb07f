using Microsoft.Extensions.Logging;
using Npgsql;

namespace Fanout.Log.Archive;

/// <summary>
/// Keeps a shared log in PostgreSQL, for good: one for each process with the role. They share the partitions among them,
/// and take over from one that is gone within a second or two.
/// </summary>
/// <remarks>
/// Processes know of each other by their locks in PostgreSQL alone, so that one that cannot reach it counts for nothing.
/// </remarks>
public sealed class Archiver
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryFirst = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(5);

    private readonly IEventLog _log;
    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly ArchiveMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Dictionary<int, Worker> _workers = [];
    private readonly ArchiveHold _hold;
    private TimeSpan _retry = RetryFirst;

    internal Archiver(
        IEventLog log, NpgsqlConnectionStringBuilder settings, ArchiveMetrics metrics, TimeProvider time, ILogger logger)
    {
        _log = log;
        _settings = settings;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _hold = new ArchiveHold(log, metrics, logger);
    }

    /// <summary>What keeps a connection string from being used; <see langword="null"/> where nothing does.</summary>
    public static string? ProblemOf(string connection) => ArchiveConnection.ProblemOf(connection);

    /// <summary>Archives until it is stopped; whatever happens to PostgreSQL, it comes back to it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                ArchiveSession session = await ArchiveSession
                    .OpenAsync(_settings, _log.PartitionCount, cancellationToken).ConfigureAwait(false);
                await using (session.ConfigureAwait(false))
                    await ShareAsync(session, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (LogStorageException away)
            {
                if (away.IsDamage)
                    ArchiveMessages.Unusable(_logger, away.Message);
                else
                    ArchiveMessages.Away(_logger, (long)_retry.TotalMilliseconds, away.Message);
                await PauseAsync(cancellationToken).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // The outermost place: an archive that silently stood still would be worse than beginning anew.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                ArchiveMessages.Failed(_logger, failure);
                await PauseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Until the next try the log must not forget what the archive lacks.</summary>
    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        _metrics.LoseAll();
        TimeSpan pause = _retry;
        _retry = _retry * 2 > RetryMax ? RetryMax : _retry * 2;
        try
        {
            await _hold.HoldAsync(cancellationToken).ConfigureAwait(false);
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The loop ends by itself.
        }
    }

    private async Task ShareAsync(ArchiveSession session, CancellationToken cancellationToken)
    {
        ArchiveMessages.Connected(_logger, ArchiveConnection.NameOf(_settings));
        try
        {
            using var timer = new PeriodicTimer(LookEvery, _time);
            do
            {
                await LookAsync(session, cancellationToken).ConfigureAwait(false);
                _retry = RetryFirst;
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            foreach (int partition in _workers.Keys.ToList())
                await EndAsync(partition).ConfigureAwait(false);
        }
    }

    /// <summary>Takes what is free up to this process's share, and leaves what is more.</summary>
    private async Task LookAsync(ArchiveSession session, CancellationToken cancellationToken)
    {
        foreach (Worker worker in _workers.Values)
        {
            if (worker.Running.IsCompleted)
                await worker.Running.ConfigureAwait(false); // throws
        }
        (int processCount, HashSet<int> held) = await session.LookAroundAsync(cancellationToken).ConfigureAwait(false);
        int share = (_log.PartitionCount + processCount - 1) / Math.Max(processCount, 1);
        int before = _workers.Count;
        foreach (int surplus in _workers.Keys.Order().Skip(share).ToList())
        {
            await EndAsync(surplus).ConfigureAwait(false);
            await session.ReleaseAsync(surplus, cancellationToken).ConfigureAwait(false);
        }
        for (int partition = 0; partition < _log.PartitionCount && _workers.Count < share; partition++)
        {
            if (!held.Contains(partition) && await session.TryTakeAsync(partition, cancellationToken).ConfigureAwait(false))
                Begin(session, partition, cancellationToken);
        }
        _hold.LookAfter(_workers.Keys);
        if (_workers.Count != before)
            ArchiveMessages.Shared(_logger, _workers.Count, processCount);
    }

    private void Begin(ArchiveSession session, int partition, CancellationToken cancellationToken)
    {
        var archiver = new PartitionArchiver(_log, partition, session, _metrics, _time, _logger);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _metrics.Saw(partition, 0);
        Task running = Task.Run(() => archiver.RunAsync(stop.Token), CancellationToken.None);
        _workers[partition] = new Worker(archiver, running, stop);
    }

    private async Task EndAsync(int partition)
    {
        _workers.Remove(partition, out Worker? worker);
        await worker!.Stop.CancelAsync().ConfigureAwait(false);
        await worker.Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        worker.Stop.Dispose();
        if (worker.Archiver.Archived is { } archived)
            _hold.Remember(partition, archived);
    }

    private sealed record Worker(PartitionArchiver Archiver, Task Running, CancellationTokenSource Stop);
}
