namespace Fanout.Log;

/// <summary>
/// A place in a partition's log: the entry numbered <paramref name="Sequence"/> of the run called
/// <paramref name="Epoch"/>.
/// </summary>
/// <param name="Epoch">Identity of the run; compared for equality only. 0 before the first run.</param>
/// <param name="Sequence">Partition sequence, dense from 1 within an epoch. 0 stands before the first entry.</param>
public readonly record struct LogPosition(uint Epoch, ulong Sequence)
{
    /// <summary>Before the first entry of the first epoch.</summary>
    public static LogPosition Start => default;

    public override string ToString() => $"{Epoch}-{Sequence}";
}

/// <summary>A place in one match's stream. This is the position that clients hold.</summary>
/// <param name="Epoch">Epoch of the partition when the entry was written; 0 before the first entry.</param>
/// <param name="Sequence">Match sequence, dense from 1 over the entries with a public change. 0 stands before the
/// first.</param>
public readonly record struct MatchPosition(uint Epoch, uint Sequence)
{
    /// <summary>Before the first entry of the match.</summary>
    public static MatchPosition Start => default;

    public override string ToString() => $"{Epoch}-{Sequence}";
}
