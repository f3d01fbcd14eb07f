namespace Fanout.Log;

/// <summary>What a store must be told of a snapshot when it has the one before.</summary>
internal static class SnapshotDifference
{
    /// <param name="before">The snapshot before; <see langword="null"/>: there is none.</param>
    /// <param name="snapshot">A snapshot as it is read: whole.</param>
    /// <returns>The same as it is saved: what changed, and what is there no longer.</returns>
    public static PartitionSnapshot Of(PartitionSnapshot? before, PartitionSnapshot snapshot)
    {
        if (before is null)
            return snapshot;
        var known = before.Matches.ToDictionary(match => match.MatchId, StringComparer.Ordinal);
        var changed = new List<MatchSnapshot>();
        foreach (MatchSnapshot match in snapshot.Matches)
        {
            if (!known.Remove(match.MatchId, out MatchSnapshot? old) || !IsSame(old, match))
                changed.Add(match);
        }
        changed.AddRange(known.Keys.Select(
            gone => new MatchSnapshot(gone, MatchPosition.Start, default, default) { IsRetired = true }));
        return snapshot with { Matches = changed };
    }

    public static bool IsSame(MatchSnapshot one, MatchSnapshot other) =>
        one.MatchId == other.MatchId
        && one.Position == other.Position
        && one.IsRetired == other.IsRetired
        && one.Public.Span.SequenceEqual(other.Public.Span)
        && one.Writer.Span.SequenceEqual(other.Writer.Span);
}
