using System.Runtime.CompilerServices;

namespace Fanout.Log;

/// <summary>The snapshots of a partition, of which a reader is given one at a time.</summary>
internal static class StoredSnapshots
{
    /// <summary>Where they stand, oldest first. Reads each of them, and keeps none.</summary>
    public static async ValueTask<IReadOnlyList<LogPosition>> FindAsync(
        ILogReader log, int partition, CancellationToken cancellationToken)
    {
        var places = new List<LogPosition>();
        SnapshotLimit limit = default;
        while (await log.ReadSnapshotAsync(partition, limit, cancellationToken).ConfigureAwait(false) is { } snapshot)
        {
            places.Add(snapshot.Position);
            limit = new SnapshotLimit(SequenceMax: snapshot.Position.Sequence - 1);
        }
        places.Reverse();
        return places;
    }

    /// <summary>The snapshots at these places, in their order.</summary>
    /// <exception cref="LogMigrationException">One is gone: somebody writes to the log.</exception>
    public static async IAsyncEnumerable<PartitionSnapshot> ReadAsync(
        ILogReader log,
        int partition,
        IReadOnlyList<LogPosition> places,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (LogPosition place in places)
        {
            var limit = new SnapshotLimit(SequenceMax: place.Sequence);
            PartitionSnapshot? snapshot = await log
                .ReadSnapshotAsync(partition, limit, cancellationToken).ConfigureAwait(false);
            if (snapshot?.Position != place)
                throw new LogMigrationException($"the snapshot of partition {partition} at {place} is gone");
            yield return snapshot;
        }
    }
}
