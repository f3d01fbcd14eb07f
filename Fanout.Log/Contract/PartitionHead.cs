namespace Fanout.Log;

/// <summary>End of a partition, read in one atomic step.</summary>
/// <param name="Position">Current epoch and last sequence. Epoch 0: nothing was ever opened here.</param>
/// <param name="Chain">Chain hash of the last entry.</param>
/// <param name="PublishedMs">Stamp of the last entry, 0 without one.</param>
/// <param name="RunId">The run of the store that answered. Opaque, 1–64 characters.</param>
/// <param name="Sealed">Whether the partition was opened or reopened in this run; if not, appends are answered
/// <see cref="AppendOutcome.Unsealed"/>.</param>
/// <param name="TrimmedThrough">Entries up to this sequence are no longer in the log; 0 if all are.</param>
public sealed record PartitionHead(
    LogPosition Position, ChainHash Chain, long PublishedMs, string RunId, bool Sealed, ulong TrimmedThrough);
