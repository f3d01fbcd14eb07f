namespace Fanout.Log;

/// <summary>
/// A writer's connection to the log: lease, run id, and asking again until there is an answer. Used by one loop at a
/// time, the renewal aside.
/// </summary>
internal sealed class WriterLink(IEventLog log, int partition, PartitionWriterOptions options, TimeProvider time)
{
    /// <summary>
    /// First pause after an unanswered request, about one round trip to a store that just restarted; doubles up to a
    /// second.
    /// </summary>
    private static readonly TimeSpan RetryPauseMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryPauseMax = TimeSpan.FromSeconds(1);

    private volatile Lease? _lease;
    private long _heldAt; // when a request that the log granted was sent
    private volatile bool _snapshotWanted;
    private string _runId = "";

    public IEventLog Log => log;

    public int Partition => partition;

    public int PartitionCount => log.PartitionCount;

    public PartitionWriterOptions Options => options;

    /// <summary>Whether the log wanted a snapshot soon when it last answered.</summary>
    public bool SnapshotWanted => _snapshotWanted;

    /// <summary>The lease as taken last.</summary>
    public Lease Lease =>
        _lease ?? throw new InvalidOperationException($"no lease of partition {partition} was taken yet");

    /// <summary>
    /// The lease may have ended by now without the log saying so: while the log was away, or this process stood still.
    /// </summary>
    public bool IsLeaseStale => time.GetElapsedTime(Volatile.Read(ref _heldAt)) > LeaseTimes.Expiry;

    public async ValueTask<LeaseAnswer> AcquireAsync(CancellationToken cancellationToken)
    {
        long asked = time.GetTimestamp();
        LeaseAnswer answer = await log
            .AcquireLeaseAsync(partition, options.Holder, options.Address, cancellationToken).ConfigureAwait(false);
        if (NoteHeld(answer.Taken, asked))
            _lease = answer.Lease;
        return answer;
    }

    /// <returns>Whether nobody else has held the lease since this link took it.</returns>
    public async ValueTask<bool> ReclaimAsync(CancellationToken cancellationToken)
    {
        long asked = time.GetTimestamp();
        bool isHeld = await log
            .ReclaimLeaseAsync(partition, Lease.Fence, options.Address, cancellationToken).ConfigureAwait(false);
        return NoteHeld(isHeld, asked);
    }

    public async ValueTask<bool> RenewAsync(CancellationToken cancellationToken)
    {
        long asked = time.GetTimestamp();
        bool isHeld = await log
            .RenewLeaseAsync(partition, Lease.Fence, cancellationToken).ConfigureAwait(false);
        return NoteHeld(isHeld, asked);
    }

    /// <summary>Whether a second server has all that the log confirmed; false too where the log does not say.</summary>
    public async ValueTask<bool> IsCopiedAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            return await log.IsCopiedAsync(partition, atMost, cancellationToken).ConfigureAwait(false);
        }
        catch (LogStorageException)
        {
            return false;
        }
    }

    /// <summary>Gives the lease back; where the store cannot be reached it ends by itself.</summary>
    public async ValueTask ReleaseAsync()
    {
        try
        {
            await log.ReleaseLeaseAsync(partition, Lease.Fence).ConfigureAwait(false);
        }
        catch (LogStorageException)
        {
        }
    }

    /// <summary>From now on requests name the run of the store that this head was read from.</summary>
    public void Adopt(PartitionHead head) => _runId = head.RunId;

    public async ValueTask<PartitionHead> ReadHeadAsync(CancellationToken cancellationToken)
    {
        LogPage page = await log.ReadAsync(partition, LogPosition.Start, 0, cancellationToken).ConfigureAwait(false);
        return page.Head;
    }

    /// <summary>
    /// Sends entries until each is answered or one is not taken; an unknown answer repeats exactly what it was about
    /// and nothing else.
    /// </summary>
    /// <param name="group">Entries chained to one another.</param>
    /// <param name="reopening">See <see cref="AppendRequest.Reopening"/>.</param>
    /// <param name="taken">Told of each entry that the log has as issued, in order.</param>
    /// <param name="cancellationToken">Gives up; what was sent may be in the log.</param>
    /// <returns>The entry that was not taken and its answer; <see langword="null"/> if all were.</returns>
    public async ValueTask<(IssuedEntry Entry, EntryAnswer Answer)?> SendAsync(
        IReadOnlyList<IssuedEntry> group,
        bool reopening,
        Action<IssuedEntry, EntryPlace> taken,
        CancellationToken cancellationToken)
    {
        int next = 0;
        TimeSpan pause = RetryPauseMin;
        while (next < group.Count)
        {
            AppendAnswer answer = await log
                .AppendAsync(RequestFor(group, next, reopening), cancellationToken).ConfigureAwait(false);
            _snapshotWanted = answer.SnapshotWanted;
            foreach (EntryAnswer one in answer.Answers)
            {
                IssuedEntry issued = group[next];
                if (one.Outcome == AppendOutcome.Unknown)
                    break;
                if (!AppendRules.IsTaken(one, issued.Entry))
                    return (issued, one);
                taken(issued, one.Place);
                next++;
                pause = RetryPauseMin;
            }
            if (next < group.Count)
                pause = await LengthenAsync(pause, cancellationToken).ConfigureAwait(false);
        }
        return null;
    }

    /// <summary>Seals until answered.</summary>
    public async ValueTask<SealOutcome> SealAsync(
        LogPosition head, ChainHash chain, uint epoch, CancellationToken cancellationToken)
    {
        var request = new SealRequest
        {
            Partition = partition,
            Fence = Lease.Fence,
            RunId = _runId,
            Head = head,
            Chain = chain,
            Epoch = epoch,
        };
        TimeSpan pause = RetryPauseMin;
        while (true)
        {
            SealOutcome outcome = await log.SealAsync(request, cancellationToken).ConfigureAwait(false);
            if (outcome != SealOutcome.Unknown)
                return outcome;
            pause = await LengthenAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets a store that just changed come to rest.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(RetryPauseMin, time, cancellationToken);

    /// <summary>Lets a store without room get some; what it denies costs it time, too.</summary>
    /// <param name="pause">The pause before; <see langword="null"/>: this is the first.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The pause for the next time.</returns>
    public ValueTask<TimeSpan> PauseForRoomAsync(TimeSpan? pause, CancellationToken cancellationToken) =>
        LengthenAsync(pause ?? RetryPauseMin, cancellationToken);

    /// <summary>Leaves the partition to a holder that may have come later.</summary>
    public Task GiveWayAsync(CancellationToken cancellationToken) =>
        Task.Delay(LeaseTimes.LaterHolderPreference, time, cancellationToken);

    private bool NoteHeld(bool isHeld, long asked)
    {
        if (isHeld)
            Volatile.Write(ref _heldAt, asked);
        return isHeld;
    }

    private AppendRequest RequestFor(IReadOnlyList<IssuedEntry> group, int next, bool reopening) => new()
    {
        Partition = partition,
        Fence = Lease.Fence,
        RunId = _runId,
        Previous = group[next].Previous,
        Entries = [.. group.Skip(next).Select(issued => issued.Entry)],
        Reopening = reopening,
    };

    private async ValueTask<TimeSpan> LengthenAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        return pause * 2 < RetryPauseMax ? pause * 2 : RetryPauseMax;
    }
}
