namespace Fanout.Log.Archive;

/// <summary>How far the archive has a partition.</summary>
/// <param name="Life">Counts the times that the log's store came back with nothing that the archive knows; from 1.</param>
/// <param name="Position">Last entry; the start where there is none.</param>
/// <param name="Chain">Its chain hash.</param>
/// <param name="PublishedMs">Its stamp, Unix time in milliseconds.</param>
internal readonly record struct ArchivePlace(int Life, LogPosition Position, ChainHash Chain, long PublishedMs)
{
    /// <summary>Before the first entry.</summary>
    public static ArchivePlace Start => new(1, LogPosition.Start, ChainHash.None, 0);
}

/// <summary>A run of the log as the archive met it.</summary>
/// <param name="Epoch">The run.</param>
/// <param name="Number">Counts the runs of the partition in the order in which the archive met them; from 1.</param>
/// <param name="Life">The store's life that it belongs to.</param>
/// <param name="ContinuesSequence">The entry before its first one.</param>
/// <param name="ContinuesChain">Chain hash of that one.</param>
/// <param name="VoidAfter">Its entries above this sequence are void; <see langword="null"/>: none is.</param>
internal sealed record ArchivedEpoch(
    uint Epoch, int Number, int Life, ulong ContinuesSequence, ChainHash ContinuesChain, ulong? VoidAfter)
{
    public bool IsVoid(ulong sequence) => sequence > VoidAfter;
}

/// <summary>Entries that the log dropped before the archive had them.</summary>
/// <param name="Life">The store's life in which that happened.</param>
/// <param name="After">The last entry before.</param>
/// <param name="Through">Sequence of the last one that is missing.</param>
internal readonly record struct ArchiveGap(int Life, LogPosition After, ulong Through);

/// <summary>What the archive takes in one step.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Before">How far the archive has it, which must still be so.</param>
/// <param name="After">How far it has it then.</param>
/// <param name="Entries">At least one, in order.</param>
/// <param name="Begun">Epochs that begin among them. Their numbers and what is void in them come from the archive;
/// <see cref="ArchivedEpoch.VoidAfter"/> says what they leave of those before.</param>
/// <param name="Gap">What is missing before the first entry.</param>
internal sealed record ArchiveStep(
    int Partition,
    ArchivePlace Before,
    ArchivePlace After,
    IReadOnlyList<Entry> Entries,
    IReadOnlyList<ArchivedEpoch> Begun,
    ArchiveGap? Gap);
