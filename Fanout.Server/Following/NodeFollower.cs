using Fanout.Log;
using Fanout.Server.Topics;

namespace Fanout.Server.Following;

/// <summary>Loads the matches and then follows the log into the publisher, for as long as the host runs.</summary>
internal sealed class NodeFollower(
    ILogReader log,
    MatchStore matches,
    MatchLoader loader,
    Publisher publisher,
    NodeStatus status,
    FollowProgress progress,
    TimeProvider time,
    ILogger<NodeFollower> logger) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly HashSet<int> _loaded = [];

    // Where each partition was followed to: after a failure it is gone on with there. From an older snapshot it would
    // show older states again, and would not learn what the log has taken back meanwhile.
    private readonly Dictionary<int, FollowStart> _stands = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        status.Begin(log.PartitionCount);
        progress.Begin(log.PartitionCount);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (LogStorageException away)
            {
                FollowingLog.NotRead(logger, away.Message);
                await StandStillAsync(stoppingToken).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // The outermost place: silently standing still would be worse than beginning anew.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                FollowingLog.Failed(logger, failure);
                await StandStillAsync(stoppingToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Nothing is followed for a while, and readers are told so.</summary>
    private Task StandStillAsync(CancellationToken stoppingToken)
    {
        for (var partition = 0; partition < log.PartitionCount; partition++)
            publisher.SetLevel(partition, level: false, status.AsOfMs);
        return Task.Delay(RetryAfter, time, stoppingToken);
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        for (var partition = 0; partition < log.PartitionCount; partition++)
        {
            if (!_stands.ContainsKey(partition))
                Stands(await loader.LoadAsync(partition, cancellationToken).ConfigureAwait(false));
        }

        var follower = new LogFollower(log, _stands.Values, time);
        await using (follower.ConfigureAwait(false))
        {
            await foreach (var update in follower.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await TakeAsync(update, follower, cancellationToken).ConfigureAwait(false);
                if (!status.Loaded && _loaded.Count == log.PartitionCount)
                {
                    status.MarkLoaded();
                    FollowingLog.Loaded(
                        logger, matches.Count, log.PartitionCount, (long)time.GetElapsedTime(begun).TotalMilliseconds);
                }
            }
        }
    }

    private async Task TakeAsync(FollowUpdate update, LogFollower follower, CancellationToken cancellationToken)
    {
        switch (update)
        {
            case EntriesFollowed followed:
                await loader.WakeAsync(followed.Entries, cancellationToken).ConfigureAwait(false);
                publisher.Apply(followed.Entries);
                var last = followed.Entries[^1];
                Stands(new FollowStart(followed.Partition, last.Position, last.Chain));
                break;
            case LevelChanged changed:
                publisher.SetLevel(changed.Partition, changed.Level, changed.AsOfMs);
                if (changed.Level)
                    _loaded.Add(changed.Partition);
                break;
            case HistoryRewound rewound:
                var count = await loader.TakeBackAsync(rewound.Partition, rewound.ResumesAfter, cancellationToken)
                    .ConfigureAwait(false);
                Stands(new FollowStart(rewound.Partition, rewound.ResumesAfter, rewound.Chain));
                FollowingLog.Rewound(logger, rewound.Partition, rewound.ResumesAfter.ToString(), count);
                break;
            case HistoryDiverged diverged:
                status.SetFault(diverged.Partition, diverged.Fault);
                FollowingLog.Diverged(logger, diverged.Partition, diverged.Position.ToString(), diverged.Fault);
                break;
            case HistoryGone gone:
                FollowingLog.Trimmed(logger, gone.Partition, gone.TrimmedThrough);
                var start = await loader.LoadNewestAsync(gone.Partition, cancellationToken).ConfigureAwait(false);
                Stands(start);
                follower.Restart(start);
                break;
        }
    }

    /// <summary>Readers see the partition as it is here.</summary>
    private void Stands(FollowStart at)
    {
        _stands[at.Partition] = at;
        progress.Show(at.Partition, at.Position.Sequence);
    }
}
