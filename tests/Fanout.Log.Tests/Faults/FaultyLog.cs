using Fanout.Log.InMemory;

namespace Fanout.Log.Tests;

/// <summary>
/// A store with a replica and a bad line: requests and replies get lost, the replica lags and takes over, leases change
/// hands. Keeps every entry that was ever visible in any primary, and fails when one place of one epoch has had two
/// contents.
/// </summary>
internal sealed class FaultyLog(InMemoryEventLog primary, int seed) : LogDecorator(primary)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly Dictionary<LogPosition, ChainHash> _seen = [];
    private InMemoryEventLog _replica = primary.Fork("run-1");
    private int _run = 1;
    private ulong _thief = 1_000_000;

    /// <summary>How many of a hundred requests get lost, on the way there or back.</summary>
    public int LostPercent { get; set; } = 20;

    private InMemoryEventLog Primary => (InMemoryEventLog)Inner;

    /// <summary>The replica has everything that the primary has now.</summary>
    public void Replicate()
    {
        lock (_gate)
            _replica = Primary.Fork($"run-{_run + 1}");
    }

    /// <summary>The primary is gone, with what the replica has not received.</summary>
    public void FailOver()
    {
        lock (_gate)
        {
            RecordSeen_NeedsLock();
            _run++;
            Inner = _replica.Fork($"run-{_run}");
        }
    }

    /// <summary>The primary is gone and nothing is left.</summary>
    public void Flush(TimeProvider time)
    {
        lock (_gate)
        {
            RecordSeen_NeedsLock();
            _run++;
            // Partitions of the run before: a store that lost its memory is not a store that was just created.
            _replica = new InMemoryEventLog(PartitionCount, time, "flushed").Fork($"run-{_run}");
            Inner = _replica;
        }
    }

    /// <summary>Somebody else takes the lease of every partition, and dies.</summary>
    public async Task StealAsync()
    {
        for (int partition = 0; partition < PartitionCount; partition++)
        {
            if (await Inner.ReadLeaseAsync(partition) is { } lease)
                await Inner.ReleaseLeaseAsync(partition, lease.Fence);
            LeaseAnswer stolen = await Inner.AcquireLeaseAsync(partition, new HolderId(_thief++), "thief");
            await Inner.ReleaseLeaseAsync(partition, stolen.Lease.Fence);
        }
    }

    public override async ValueTask<AppendAnswer> AppendAsync(
        AppendRequest request, CancellationToken cancellationToken = default)
    {
        (bool lostThere, bool lostBack, int keep) = Draw(request.Entries.Count);
        await Task.Yield();
        if (lostThere)
            return AppendAnswer.Unknown;
        lock (_gate)
        {
            AppendAnswer answer = Inner.AppendAsync(request, cancellationToken).AsTask().Result;
            RecordSeen_NeedsLock();
            return lostBack ? new AppendAnswer([.. answer.Answers.Take(keep)]) : answer;
        }
    }

    public override async ValueTask<SealOutcome> SealAsync(
        SealRequest request, CancellationToken cancellationToken = default)
    {
        (bool lostThere, bool lostBack, _) = Draw(1);
        await Task.Yield();
        if (lostThere)
            return SealOutcome.Unknown;
        SealOutcome outcome = await Inner.SealAsync(request, cancellationToken);
        return lostBack ? SealOutcome.Unknown : outcome;
    }

    /// <summary>
    /// Every entry visible in the primary now has the content that it had whenever it was visible before.
    /// </summary>
    public void RecordSeen()
    {
        lock (_gate)
            RecordSeen_NeedsLock();
    }

    private (bool LostThere, bool LostBack, int Keep) Draw(int count)
    {
        lock (_gate)
        {
            int drawn = _random.Next(100);
            return (drawn < LostPercent / 2, drawn >= LostPercent / 2 && drawn < LostPercent, _random.Next(count));
        }
    }

    private void RecordSeen_NeedsLock()
    {
        for (int partition = 0; partition < PartitionCount; partition++)
        {
            foreach (Entry entry in Primary.ReadAsync(
                partition, LogPosition.Start, LogArguments.PageEntriesMax).AsTask().Result.Entries)
            {
                if (!_seen.TryAdd(entry.Position, entry.Chain) && _seen[entry.Position] != entry.Chain)
                    Assert.Fail($"entry {entry.Position} of partition {partition} has had two contents");
            }
        }
    }
}
