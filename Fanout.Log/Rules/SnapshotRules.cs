namespace Fanout.Log;

/// <summary>Whether a snapshot may be stored, for every store that decides it in this process.</summary>
internal static class SnapshotRules
{
    /// <param name="snapshot">What is to be stored.</param>
    /// <param name="current">Current epoch of the partition.</param>
    /// <param name="newest">Sequence of the newest stored snapshot; 0 if there is none.</param>
    /// <param name="entry">Epoch and chain hash of the log's entry at the snapshot's sequence; <see langword="null"/>
    /// if there is none.</param>
    public static SnapshotOutcome Judge(
        PartitionSnapshot snapshot, uint current, ulong newest, (uint Epoch, ChainHash Chain)? entry)
    {
        if (snapshot.Position.Sequence <= newest)
            return SnapshotOutcome.Stale;
        // An epoch without an entry of its own yet stands at the last entry of the one before.
        bool isOurs = entry is { } stored
            && stored.Chain == snapshot.Chain
            && (snapshot.Position.Epoch == stored.Epoch || snapshot.Position.Epoch == current);
        return isOurs ? SnapshotOutcome.Saved : SnapshotOutcome.Diverged;
    }
}
