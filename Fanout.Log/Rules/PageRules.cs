namespace Fanout.Log;

/// <summary>How a reader's position relates to a partition's or a match's history. Pure.</summary>
internal static class PageRules
{
    /// <summary>Where reading begins, and what the reader is told about its position.</summary>
    public static (PageStatus Status, LogPosition After) Locate(LogPosition after, PartitionRecord record)
    {
        if (after.Sequence == 0)
            return (record.Trimmed.Sequence == 0 ? PageStatus.Ok : PageStatus.Gone, after);
        if (record.Head.Epoch == 0)
            return (PageStatus.Ahead, after); // a store that came back empty proves nothing about what it had

        LogPosition end = EndOf(after.Epoch, record);
        if (end.Sequence >= after.Sequence)
            return (after.Sequence < record.Trimmed.Sequence ? PageStatus.Gone : PageStatus.Ok, after);
        if (end.Epoch == record.Head.Epoch && end.Epoch != 0)
            return (PageStatus.Ahead, after);
        return (end.Sequence < record.Trimmed.Sequence ? PageStatus.Gone : PageStatus.Rewound, end);
    }

    /// <summary>What a reader of one match is told about its position.</summary>
    /// <param name="after">The reader's position; not the start.</param>
    /// <param name="head">The match's last position.</param>
    /// <param name="first">First entry of the match that is left; <see langword="null"/>: all of it is trimmed.</param>
    /// <param name="epochAtAfter">Epoch of the match's entry at that sequence; <see langword="null"/> if there is no
    /// such entry.</param>
    public static MatchPageStatus LocateInMatch(
        MatchPosition after, MatchPosition head, MatchPosition? first, uint? epochAtAfter)
    {
        if (after.Sequence == 0)
            return first?.Sequence == 1 ? MatchPageStatus.Ok : MatchPageStatus.Gone;
        if (epochAtAfter is { } epoch)
            return epoch == after.Epoch ? MatchPageStatus.Ok : MatchPageStatus.Void;
        if (after.Sequence > head.Sequence)
            return after.Epoch == head.Epoch ? MatchPageStatus.Ahead : MatchPageStatus.Void;
        if (after == head)
            return MatchPageStatus.Ok; // all of the match is trimmed, and nothing follows
        if (first is not { } left || after.Sequence < left.Sequence - 1)
            return MatchPageStatus.Gone;
        // Either the entry just before the first one that is left, or a number that a new epoch left out.
        return after.Sequence < left.Sequence && after.Epoch == left.Epoch
            ? MatchPageStatus.Ok
            : MatchPageStatus.Void;
    }

    /// <summary>Last position of an epoch: the head if it is the current one, the start if it is not known.</summary>
    private static LogPosition EndOf(uint epoch, PartitionRecord record)
    {
        if (epoch == record.Head.Epoch)
            return record.Head;
        for (int index = 0; index < record.Epochs.Count - 1; index++)
        {
            if (record.Epochs[index].Epoch == epoch)
                return record.Epochs[index + 1].Continues;
        }
        return LogPosition.Start;
    }
}
