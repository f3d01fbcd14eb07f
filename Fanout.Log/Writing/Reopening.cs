namespace Fanout.Log;

/// <summary>
/// What a writer does when the log answers <c>unsealed</c> or its lease is in doubt: take the lease again, compare
/// histories, and either put back what the store lost under the same epoch, or begin a new one from the owner's memory,
/// or give up because somebody else wrote.
/// </summary>
internal sealed class Reopening(WriterLink link, IssueBook book, Settling settling, IPartitionOwner owner, Lock gate)
{
    private const uint NoEpoch = 0;

    // What a new epoch leaves unconfirmed. It is answered at the end: who is told reads the log again, and until all
    // states are there the only copy is the owner's.
    private readonly List<IssuedEntry> _dropped = [];

    // What was put back and is not sealed yet, so that nobody may be told: it waits in the book as if unanswered.
    private readonly List<(IssuedEntry Issued, EntryPlace Place)> _putBack = [];

    /// <returns><see cref="TenureEnd.None"/> when the partition takes appends again, otherwise why the tenure is
    /// over.</returns>
    public async ValueTask<TenureEnd> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await RunToEndAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            AnswerDropped();
        }
    }

    /// <summary>Begins a new epoch at a head that cannot be continued; used by a new writer too.</summary>
    /// <returns>As <see cref="RunAsync"/>.</returns>
    public async ValueTask<TenureEnd> BeginEpochAsync(PartitionHead head, CancellationToken cancellationToken) =>
        await TryBeginEpochAsync(head, cancellationToken).ConfigureAwait(false)
        ?? await RunAsync(cancellationToken).ConfigureAwait(false);

    private async ValueTask<TenureEnd> RunToEndAsync(CancellationToken cancellationToken)
    {
        bool? toldNoRoom = null;
        TimeSpan? roomPause = null;
        while (true)
        {
            bool hasRoom = true;
            try
            {
                if (await TryAsync(cancellationToken).ConfigureAwait(false) is { } end)
                    return end;
            }
            catch (LogStorageException failure)
            {
                // What this writer remembers may be all that is left: it waits for a store that is away.
                if (toldNoRoom != failure.IsNoRoom)
                    WriterMessages.StoreAway(link.Options.Logger, link.Partition, failure.Message); // once, until it is over
                toldNoRoom = failure.IsNoRoom;
                hasRoom = !failure.IsNoRoom;
            }
            // Who finds a store that is back late loses its preference; one without room stays as it is for a while.
            if (hasRoom)
                await link.PauseAsync(cancellationToken).ConfigureAwait(false);
            else
                roomPause = await link.PauseForRoomAsync(roomPause, cancellationToken).ConfigureAwait(false);
        }
    }

    private void AnswerDropped()
    {
        foreach (IssuedEntry issued in _dropped)
            issued.Answer(new AppendResult(AppendResultKind.Unconfirmed));
        _dropped.Clear();
    }

    /// <returns><see langword="null"/>: the store changed under way, look again.</returns>
    private async ValueTask<TenureEnd?> TryAsync(CancellationToken cancellationToken)
    {
        if (await MustGiveWayAsync(cancellationToken).ConfigureAwait(false))
            await link.GiveWayAsync(cancellationToken).ConfigureAwait(false);
        if (!await link.ReclaimAsync(cancellationToken).ConfigureAwait(false))
            return TenureEnd.Fenced;
        PartitionHead head = await link.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        List<IssuedEntry>? above;
        bool mayBeLost;
        lock (gate)
        {
            above = book.Above(head.Position, head.Chain);
            mayBeLost = head.Position.Sequence <= book.Issued.Sequence;
        }
        link.Adopt(head);
        if (head.Sealed)
        {
            // Nobody else wrote since this writer sealed it. But what was answered meanwhile by an old primary, which
            // took itself for the primary, is missing here.
            above = above?.FindAll(static issued => issued.Answered.IsCompleted);
            if (above is { Count: 0 })
                return TenureEnd.None;
        }
        if (above is not null && MayContinue(above, head))
        {
            WriterMessages.PuttingBack(link.Options.Logger, link.Partition, head.Position, above.Count);
            return await TryPutBackAsync(head, above, cancellationToken).ConfigureAwait(false);
        }
        // Nobody sealed the partition since the store lost its end, so nothing above the head was ever acknowledged but
        // what this writer holds.
        return mayBeLost && !head.Sealed
            ? await TryBeginEpochAsync(head, cancellationToken).ConfigureAwait(false)
            : TenureEnd.Diverged;
    }

    /// <summary>
    /// A store that lost everything has lost who held it last. That may have been another one while this writer stood
    /// still, who then goes first.
    /// </summary>
    private async ValueTask<bool> MustGiveWayAsync(CancellationToken cancellationToken) =>
        link.IsLeaseStale
        && (await link.ReadHeadAsync(cancellationToken).ConfigureAwait(false)).Position.Epoch == NoEpoch;

    private static bool MayContinue(List<IssuedEntry> above, PartitionHead head)
    {
        if (above.Count == 0)
            return true;
        Entry first = above[0].Entry;
        return first.Epoch == head.Position.Epoch || (
            first.Kind == EntryKind.Opening && first.Continues == head.Position);
    }

    private async ValueTask<TenureEnd?> TryPutBackAsync(
        PartitionHead head, List<IssuedEntry> above, CancellationToken cancellationToken)
    {
        _putBack.Clear();
        TenureEnd? end = await SendAllAsync(above, cancellationToken).ConfigureAwait(false);
        if (end == TenureEnd.None)
            end = await TrySealAsync(head, above, cancellationToken).ConfigureAwait(false);
        if (end == TenureEnd.None)
        {
            foreach ((IssuedEntry issued, EntryPlace place) in _putBack)
                settling.Taken(issued, place);
        }
        return end;
    }

    private async ValueTask<TenureEnd?> TryBeginEpochAsync(PartitionHead head, CancellationToken cancellationToken)
    {
        link.Adopt(head);
        List<IssuedEntry>? openings = null;
        await owner.RestateAsync(states => openings = Restate(head, states), cancellationToken).ConfigureAwait(false);
        if (openings is null)
            throw new InvalidOperationException($"the owner of partition {link.Partition} did not restate its matches");
        return await TryPutBackAsync(head, openings, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TenureEnd?> SendAllAsync(List<IssuedEntry> entries, CancellationToken cancellationToken)
    {
        foreach (IssuedEntry[] group in entries.Chunk(link.Options.GroupEntriesMax))
        {
            (IssuedEntry Entry, EntryAnswer Answer)? refused = await link
                .SendAsync(group, reopening: true, PutBack, cancellationToken).ConfigureAwait(false);
            if (refused is { } stop && settling.Refused(stop.Entry, stop.Answer) is var end and not TenureEnd.None)
                return end;
        }
        return TenureEnd.None;
    }

    private void PutBack(IssuedEntry issued, EntryPlace place)
    {
        // Readers may see it with this stamp: it keeps that where it has to be put back once more.
        issued.Stamp(place.PublishedMs);
        _putBack.Add((issued, place));
    }

    private async ValueTask<TenureEnd?> TrySealAsync(
        PartitionHead head, List<IssuedEntry> above, CancellationToken cancellationToken)
    {
        IssuedEntry? last = above.FindLast(issued => !issued.WasTakenBack);
        uint epoch;
        lock (gate)
            epoch = book.Epoch;
        SealOutcome outcome = await link.SealAsync(
            last?.Entry.Position ?? head.Position,
            last?.Entry.Chain ?? head.Chain,
            epoch,
            cancellationToken).ConfigureAwait(false);
        return outcome switch
        {
            SealOutcome.Sealed => TenureEnd.None,
            SealOutcome.Conflict => TenureEnd.Diverged,
            _ => null,
        };
    }

    private List<IssuedEntry> Restate(PartitionHead head, IReadOnlyList<MatchOpening> states)
    {
        List<IssuedEntry> openings;
        uint epoch;
        lock (gate)
        {
            epoch = DrawEpoch_NeedsLock(head);
            _dropped.AddRange(book.DropPending());
            openings = book.Restate(epoch, head, states);
        }
        if (head.Position.Sequence > 0 || openings.Count > 0) // and not of a log that begins
            WriterMessages.EpochBegins(link.Options.Logger, link.Partition, epoch, head.Position, openings.Count);
        return openings;
    }

    private uint DrawEpoch_NeedsLock(PartitionHead head)
    {
        while (true)
        {
            uint epoch = link.Options.DrawEpoch();
            if (epoch != NoEpoch && epoch != head.Position.Epoch && epoch != book.Epoch)
                return epoch;
        }
    }
}
