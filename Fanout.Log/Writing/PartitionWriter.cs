namespace Fanout.Log;

/// <summary>
/// The single writer of a partition for one tenure: from taking the lease until it is closed, loses the lease, or must
/// reload. It numbers and chains what its owner appends, sends it to the log in groups, and keeps every rule of DESIGN
/// 5 about answers.
/// </summary>
/// <remarks>
/// Threading: the owner appends from one thread at a time (the order of calls is the order in the log) and need not
/// await one append before the next: one group is in flight, and what is issued meanwhile makes the next one. The
/// alternative, awaiting each append, would bind a partition to one commit per entry.
/// </remarks>
public sealed class PartitionWriter : IAsyncDisposable
{
    private readonly WriterLink _link;
    private readonly IssueBook _book;
    private readonly Tenure _tenure;
    private readonly SnapshotTrail _trail;

    private PartitionWriter(WriterLink link, IssueBook book, Tenure tenure)
    {
        _link = link;
        _book = book;
        _tenure = tenure;
        _trail = new SnapshotTrail(link.Options.SnapshotsKept, link.Options.SnapshotsKeptFor);
    }

    public int Partition => _link.Partition;

    /// <summary>
    /// Completes, never faults, when this tenure is over. Dispose the writer before opening the next one: they would
    /// share a lease.
    /// </summary>
    public Task<TenureEnd> Ended => _tenure.Ended;

    /// <summary>
    /// What went wrong, for <see cref="TenureEnd.StorageFailed"/> and <see cref="TenureEnd.Faulted"/>.
    /// </summary>
    public Exception? Failure => _tenure.Failure;

    /// <summary>The log runs short of room, which the next snapshot makes: it is wanted much sooner than usual.</summary>
    public bool SnapshotWanted => _link.SnapshotWanted;

    /// <summary>Current epoch of the partition.</summary>
    public uint Epoch
    {
        get
        {
            lock (_tenure.Gate)
                return _book.Epoch;
        }
    }

    /// <summary>
    /// Takes the lease, restores the owner from the log and opens the partition, under a new epoch where the one before
    /// cannot be continued.
    /// </summary>
    /// <returns>The writer, or whose lease stands in the way.</returns>
    /// <exception cref="LogStorageException">The store failed.</exception>
    public static async ValueTask<WriterOpening> OpenAsync(
        IEventLog log,
        int partition,
        IPartitionOwner owner,
        PartitionWriterOptions options,
        TimeProvider time,
        CancellationToken cancellationToken = default)
    {
        LogPage page = await log.ReadAsync(partition, LogPosition.Start, 0, cancellationToken).ConfigureAwait(false);
        if (!page.Head.Sealed)
            await LeaveToHolderAsync(page.Head, options, time, cancellationToken).ConfigureAwait(false);

        var link = new WriterLink(log, partition, options, time);
        LeaseAnswer lease = await link.AcquireAsync(cancellationToken).ConfigureAwait(false);
        if (!lease.Taken)
            return new WriterOpening(null, lease.Lease, TenureEnd.Fenced);

        var book = new IssueBook(partition, options);
        var tenure = new Tenure(link, book, owner, time);
        try
        {
            tenure.KeepLease();
            PartitionHead head = await new Restoring(log, book, owner).RunAsync(
                partition, cancellationToken).ConfigureAwait(false);
            TenureEnd end = await tenure.BeginAsync(head, cancellationToken).ConfigureAwait(false);
            if (end == TenureEnd.None)
                return new WriterOpening(new PartitionWriter(link, book, tenure), link.Lease, TenureEnd.None);
            await tenure.DisposeAsync().ConfigureAwait(false);
            return new WriterOpening(null, link.Lease, end);
        }
        catch
        {
            await tenure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Where a match stands, counting what was issued and is not answered yet; the start if it has nothing public.
    /// </summary>
    public MatchPosition PositionOf(string matchId)
    {
        lock (_tenure.Gate)
            return _book.PositionOf(matchId);
    }

    /// <summary>
    /// Whether the match's next public entry must be an <see cref="EntryKind.Opening"/> with its full state, because
    /// its last one is of an earlier epoch.
    /// </summary>
    public bool MustRestate(string matchId)
    {
        lock (_tenure.Gate)
            return MustRestate_NeedsLock(matchId);
    }

    /// <summary>
    /// When the log published the opening by which a match entered the writer's epoch, Unix time in milliseconds; null
    /// where this writer issued none, or the log has not confirmed it yet.
    /// </summary>
    public long? OpenedMs(string matchId)
    {
        lock (_tenure.Gate)
            return _book.OpenedMs(matchId);
    }

    /// <summary>Issues a draft as the partition's next entry and completes when the log has answered for it.</summary>
    /// <remarks>
    /// The numbers are given out before this method returns; the order of calls is the order in the log.
    /// </remarks>
    /// <exception cref="ArgumentException">The draft breaks <see cref="EntryLimits"/>, or is of another
    /// partition.</exception>
    /// <exception cref="InvalidOperationException">Too many entries wait, or the match must be restated
    /// first.</exception>
    public ValueTask<AppendResult> AppendAsync(EntryDraft draft)
    {
        EntryLimits.Check(draft);
        if (Partitioning.Of(draft.MatchId, _link.PartitionCount) != Partition)
        {
            throw new ArgumentException(
                $"match {draft.MatchId} does not live in partition {Partition} of {_link.PartitionCount}");
        }

        IssuedEntry issued;
        lock (_tenure.Gate)
        {
            if (_tenure.IsOver)
                return ValueTask.FromResult(new AppendResult(AppendResultKind.Unconfirmed));
            if (_book.FindPending(draft.Key) is { } earlier)
                return new ValueTask<AppendResult>(RepeatedAwaited(earlier, draft));
            if (_book.PendingCount >= _link.Options.PendingEntriesMax)
                throw TooManyPending_NeedsLock();
            if (draft.Kind == EntryKind.Change && MustRestate_NeedsLock(draft.MatchId))
                throw NotRestated_NeedsLock(draft.MatchId);
            issued = _book.Issue(draft);
        }
        _tenure.Wake();
        return new ValueTask<AppendResult>(issued.Answered);
    }

    /// <summary>Where a key stands, counting entries that wait for their answer (those are waited for).</summary>
    public async ValueTask<KeyPlace?> FindKeyAsync(string key, CancellationToken cancellationToken = default)
    {
        IssuedEntry? pending;
        lock (_tenure.Gate)
            pending = _book.FindPending(key);
        if (pending is not null)
            await pending.Answered.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await _link.Log.FindKeyAsync(Partition, key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Whether the log has anything public of a match, though the owner may have forgotten it: what retired.
    /// </summary>
    public async ValueTask<bool> KnowsMatchAsync(string matchId, CancellationToken cancellationToken = default)
    {
        if (PositionOf(matchId).Sequence > 0)
            return true;
        MatchPage page = await _link.Log
            .ReadMatchAsync(matchId, MatchPosition.Start, 0, cancellationToken).ConfigureAwait(false);
        return page.Status != MatchPageStatus.NotFound;
    }

    /// <summary>What the log has of a match after a position, as <see cref="ILogReader.ReadMatchAsync"/>; what waits for its answer is none of it.</summary>
    public ValueTask<MatchPage> ReadMatchAsync(
        string matchId, MatchPosition after, int countMax, CancellationToken cancellationToken = default) =>
        _link.Log.ReadMatchAsync(matchId, after, countMax, cancellationToken);

    /// <summary>
    /// Whether a second server has all that the log confirmed, so that a failover takes nothing that only this writer
    /// remembers; <see langword="false"/> too where the log does not say.
    /// </summary>
    /// <param name="atMost">How long a second server that is behind is waited for.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public ValueTask<bool> IsCopiedAsync(TimeSpan atMost, CancellationToken cancellationToken = default) =>
        _link.IsCopiedAsync(atMost, cancellationToken);

    /// <summary>
    /// Stores a snapshot of what has been issued so far, as soon as the log has confirmed that, and trims the log
    /// behind the ones that are kept. One at a time. Of matches that retired it is the last word: the writer forgets
    /// where they stand.
    /// </summary>
    /// <param name="matches">At least the matches that changed since the last snapshot, in their state at the time of
    /// the call.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns><see langword="null"/> if the tenure ended before the state was confirmed.</returns>
    /// <exception cref="InvalidOperationException">A match moved and is missing, or stands elsewhere: whoever began at
    /// this snapshot would contradict the log for ever.</exception>
    public async ValueTask<SnapshotOutcome?> SaveSnapshotAsync(
        IReadOnlyList<MatchSnapshot> matches, CancellationToken cancellationToken = default)
    {
        PartitionSnapshot snapshot;
        IssuedEntry? last;
        List<KeyValuePair<string, MatchPosition>> saved;
        lock (_tenure.Gate)
        {
            CheckPositions_NeedsLock(matches);
            snapshot = new PartitionSnapshot
            {
                Partition = Partition,
                Position = _book.Issued,
                Chain = _book.IssuedChain,
                PublishedMs = _book.ConfirmedMs,
                Matches = matches,
            };
            last = _book.LastPending;
            saved = _book.TakeSaved();
        }
        SnapshotOutcome? outcome = null;
        try
        {
            outcome = await SaveAsync(snapshot, last, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (outcome != SnapshotOutcome.Saved)
                PutBack(saved);
        }
        return outcome;
    }

    /// <summary>
    /// Ends the tenure at once; what waits for an answer is answered <see cref="AppendResultKind.Unconfirmed"/>.
    /// </summary>
    public ValueTask DisposeAsync() => _tenure.DisposeAsync();

    private static Task LeaveToHolderAsync(
        PartitionHead head, PartitionWriterOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        bool isEmptied = options.WasHeld && head.Position.Epoch == 0;
        return Task.Delay(
            isEmptied ? LeaseTimes.EmptiedPreference : LeaseTimes.HolderPreference, time, cancellationToken);
    }

    private async ValueTask<SnapshotOutcome?> SaveAsync(
        PartitionSnapshot snapshot, IssuedEntry? last, CancellationToken cancellationToken)
    {
        if (last is not null)
        {
            AppendResult result = await last.Answered.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (result.Kind != AppendResultKind.Appended)
                return null;
            snapshot = snapshot with { PublishedMs = result.Place.PublishedMs };
        }
        SnapshotOutcome outcome = await _link.Log
            .SaveSnapshotAsync(snapshot, cancellationToken).ConfigureAwait(false);
        if (outcome != SnapshotOutcome.Saved)
            return outcome;
        ForgetRetired(snapshot.Matches);
        if (_trail.Add(snapshot.Position.Sequence, snapshot.PublishedMs) is { } through)
            await TrimAsync(through, cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    private void CheckPositions_NeedsLock(IReadOnlyList<MatchSnapshot> matches)
    {
        Dictionary<string, MatchPosition> given = matches.ToDictionary(
            match => match.MatchId, match => match.Position, StringComparer.Ordinal);
        foreach (string matchId in _book.Moved)
        {
            MatchPosition position = _book.PositionOf(matchId);
            if (given.GetValueOrDefault(matchId) != position)
                throw WrongPosition(matchId, position, given.GetValueOrDefault(matchId));
        }
    }

    private void PutBack(List<KeyValuePair<string, MatchPosition>> saved)
    {
        lock (_tenure.Gate)
            _book.PutBackSaved(saved);
    }

    private void ForgetRetired(IReadOnlyList<MatchSnapshot> saved)
    {
        lock (_tenure.Gate)
        {
            foreach (MatchSnapshot match in saved)
            {
                if (match.IsRetired)
                    _book.Forget(match.MatchId, match.Position);
            }
        }
    }

    /// <summary>The snapshot is stored whatever becomes of this; the next one trims what this leaves.</summary>
    private async ValueTask TrimAsync(ulong through, CancellationToken cancellationToken)
    {
        try
        {
            await _link.Log.TrimAsync(Partition, through, cancellationToken).ConfigureAwait(false);
        }
        catch (LogStorageException failure)
        {
            WriterMessages.NotTrimmed(_link.Options.Logger, Partition, through, failure);
        }
    }

    private InvalidOperationException TooManyPending_NeedsLock() => new(
        $"{_book.PendingCount} entries of partition {Partition} wait for an answer, "
        + $"{_link.Options.PendingEntriesMax} may");

    private InvalidOperationException NotRestated_NeedsLock(string matchId) => new(
        $"match {matchId} stands at {_book.PositionOf(matchId)} and must be restated in epoch {_book.Epoch}");

    private InvalidOperationException WrongPosition(string matchId, MatchPosition position, MatchPosition given) => new(
        $"match {matchId} of partition {Partition} stands at {position}, the snapshot to be saved has it at {given}");

    private bool MustRestate_NeedsLock(string matchId)
    {
        MatchPosition position = _book.PositionOf(matchId);
        return position.Sequence > 0 && position.Epoch != _book.Epoch;
    }

    /// <summary>
    /// The same key again while the first waits: it is not issued twice, and shares the first one's fate.
    /// </summary>
    private static async Task<AppendResult> RepeatedAwaited(IssuedEntry earlier, EntryDraft draft)
    {
        AppendResult first = await earlier.Answered.ConfigureAwait(false);
        if (first.Kind == AppendResultKind.Unconfirmed)
            return first;
        return first with
        {
            Kind = earlier.Entry.ContentDigest == draft.ContentDigest
                ? AppendResultKind.Duplicate
                : AppendResultKind.KeyReused,
        };
    }
}
