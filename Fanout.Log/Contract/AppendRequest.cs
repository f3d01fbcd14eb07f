namespace Fanout.Log;

/// <summary>
/// A group of entries of one partition, numbered and chained to one another. The log takes them in order and stops at
/// the first that it does not take.
/// </summary>
public sealed record AppendRequest
{
    public required int Partition { get; init; }

    /// <summary>The lease under which the writer appends.</summary>
    public required Fence Fence { get; init; }

    /// <summary>
    /// The run of the store that the writer has seen; another one answers <see cref="AppendOutcome.Unsealed"/>.
    /// </summary>
    public required string RunId { get; init; }

    /// <summary>Chain hash that the first entry follows; the head must have it.</summary>
    public required ChainHash Previous { get; init; }

    /// <summary>At least one; sequences ascending.</summary>
    public required IReadOnlyList<Entry> Entries { get; init; }

    /// <summary>
    /// Part of a reopening: the partition need not be sealed for this run, and openings may begin a new epoch. With the
    /// first entry that is taken so the partition is unsealed until <see cref="ILogWriter.SealAsync"/>, so that a writer
    /// that dies half way leaves nothing that another could continue in the same epoch.
    /// </summary>
    public bool Reopening { get; init; }
}
