namespace Fanout.Log;

/// <summary>
/// One atomic change in the log, numbered by the partition's writer and stamped by the log. Immutable; payloads are
/// never written again.
/// </summary>
public sealed record Entry
{
    public required int Partition { get; init; }

    /// <summary>Identity of the run of the partition's log; never 0.</summary>
    public required uint Epoch { get; init; }

    /// <summary>
    /// Partition sequence, dense from 1 within an epoch; a new epoch goes on upward and may leave numbers out.
    /// </summary>
    public required ulong Sequence { get; init; }

    public required string MatchId { get; init; }

    /// <summary>Dense per match from 1; 0 for a decision without a public change.</summary>
    public required uint MatchSequence { get; init; }

    public required EntryKind Kind { get; init; }

    public required string Key { get; init; }

    public required ContentDigest ContentDigest { get; init; }

    public KeyRetention Retention { get; init; }

    public MatchLife Life { get; init; }

    /// <summary>
    /// For an opening: the last position of the log that the new epoch has in common with the one before. Otherwise the
    /// start.
    /// </summary>
    public LogPosition Continues { get; init; }

    public ReadOnlyMemory<byte> Public { get; init; }

    public ReadOnlyMemory<byte> Writer { get; init; }

    /// <summary>
    /// Unix time in milliseconds at which the log took the entry; never decreases in a partition. 0 until the log has
    /// stamped it. Not part of <see cref="Chain"/>, which the writer must know before the log answers.
    /// </summary>
    public long PublishedMs { get; init; }

    /// <summary>Hash over the predecessor's hash and this entry's content.</summary>
    public required ChainHash Chain { get; init; }

    /// <summary>Place in the partition.</summary>
    public LogPosition Position => new(Epoch, Sequence);

    /// <summary>Place in the match's stream; sequence 0 for a decision.</summary>
    public MatchPosition MatchPosition => new(Epoch, MatchSequence);
}
