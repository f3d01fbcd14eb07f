namespace Fanout.Log.InMemory;

/// <summary>Makes an in-memory log of another one's entries.</summary>
public sealed class InMemoryLogImport : ILogImport
{
    private readonly TimeProvider _time;
    private readonly string _runId;
    private readonly InMemoryPartition[] _partitions;
    private InMemoryEventLog? _log;

    /// <param name="partitionCount">Partitions of the log to be.</param>
    /// <param name="time">As for <see cref="InMemoryEventLog"/>.</param>
    /// <param name="runId">Name of the log's run.</param>
    public InMemoryLogImport(int partitionCount, TimeProvider time, string runId = "run-1")
    {
        _time = time;
        _runId = runId;
        _partitions = InMemoryEventLog.EmptyPartitions(partitionCount, runId);
    }

    public int PartitionCount => _partitions.Length;

    /// <summary>The log, once it is complete.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public InMemoryEventLog Log => _log ?? throw new InvalidOperationException("the log is not complete");

    public ValueTask WriteAsync(
        int partition, IReadOnlyList<Entry> entries, CancellationToken cancellationToken = default)
    {
        foreach (Entry entry in entries)
            _partitions[partition].Insert(entry);
        return default;
    }

    public ValueTask EndAsync(
        int partition, PartitionHead head, IReadOnlyList<EpochStart> epochs,
        CancellationToken cancellationToken = default)
    {
        _partitions[partition].Record = new PartitionRecord
        {
            Head = head.Position,
            Chain = head.Chain,
            PublishedMs = head.PublishedMs,
            SealedRunId = _runId,
            Epochs = epochs,
        };
        return default;
    }

    public ValueTask SaveSnapshotAsync(PartitionSnapshot snapshot, CancellationToken cancellationToken = default)
    {
        _partitions[snapshot.Partition].InsertSnapshot(snapshot);
        return default;
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        _log = new InMemoryEventLog(_time, _runId, _partitions);
        return default;
    }

    public ValueTask DisposeAsync() => default;
}
