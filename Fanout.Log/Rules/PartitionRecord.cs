namespace Fanout.Log;

/// <summary>One run of a partition's log: its identity, and where it took over from the run before.</summary>
/// <param name="Epoch">The run.</param>
/// <param name="Continues">Head of the partition when it began.</param>
public readonly record struct EpochStart(uint Epoch, LogPosition Continues);

/// <summary>What a store keeps about a partition beside its entries; changes atomically with them.</summary>
internal sealed record PartitionRecord
{
    public LogPosition Head { get; init; }

    public ChainHash Chain { get; init; }

    public long PublishedMs { get; init; }

    /// <summary>Run of the store in which the partition was opened or reopened last.</summary>
    public required string SealedRunId { get; init; }

    /// <summary>Last trimmed entry; the start if none was.</summary>
    public LogPosition Trimmed { get; init; }

    /// <summary>Chain hash of the last trimmed entry.</summary>
    public ChainHash TrimmedChain { get; init; }

    /// <summary>How far the archive is; <see langword="null"/>: there is none, so it holds nothing back.</summary>
    public ulong? ArchivedThrough { get; init; }

    /// <summary>
    /// All epochs in their order. A handful in the life of a log: one for each failover that could not be repaired.
    /// </summary>
    public IReadOnlyList<EpochStart> Epochs { get; init; } = [];

    public bool Knows(uint epoch)
    {
        foreach (EpochStart start in Epochs)
        {
            if (start.Epoch == epoch)
                return true;
        }
        return false;
    }

    /// <summary>The same record with a new run of the log that takes over at the head.</summary>
    public PartitionRecord Begin(uint epoch) => this with
    {
        Head = Head with { Epoch = epoch },
        Epochs = [.. Epochs, new EpochStart(epoch, Head)],
    };

    public PartitionHead ToHead(string runId) =>
        new(Head, Chain, PublishedMs, runId, SealedRunId == runId, Trimmed.Sequence);
}
