namespace Fanout.Log;

/// <summary>What became of a draft, as its owner needs to know it.</summary>
public enum AppendResultKind
{
    /// <summary>
    /// Not taken, or not known to be: the tenure ended or a new epoch began before the log answered. Whoever sent the
    /// input sends it again later; its key makes that harmless.
    /// </summary>
    Unconfirmed = 0,

    /// <summary>Durable and visible at <see cref="AppendResult.Place"/>.</summary>
    Appended = 1,

    /// <summary>
    /// The same input is in the log already, at <see cref="AppendResult.Place"/>. The draft's effect must be undone.
    /// </summary>
    Duplicate = 2,

    /// <summary>The key stands for other content. The draft's effect must be undone.</summary>
    KeyReused = 3,
}

/// <summary>Answer of <see cref="PartitionWriter.AppendAsync"/>.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Place">Where the entry stands, for <see cref="AppendResultKind.Appended"/> and
/// <see cref="AppendResultKind.Duplicate"/>; for <see cref="AppendResultKind.KeyReused"/> where the other content
/// stands.</param>
public readonly record struct AppendResult(AppendResultKind Kind, EntryPlace Place = default);

/// <summary>
/// Why a writer's time at a partition is over. Except after <see cref="Closed"/>, the owner drops what it has in memory
/// and opens a new writer.
/// </summary>
public enum TenureEnd
{
    None = 0,

    /// <summary>Disposed by its owner.</summary>
    Closed = 1,

    /// <summary>Another holder took the lease.</summary>
    Fenced = 2,

    /// <summary>The log does not have the history that this writer continues.</summary>
    Diverged = 3,

    /// <summary>
    /// A draft in the middle of a chain was refused as repeated, and with it what was issued after it.
    /// </summary>
    ChainBroken = 4,

    /// <summary>The store failed and took nothing of a group (disk full, I/O error).</summary>
    StorageFailed = 5,

    /// <summary>A bug in the owner's callbacks or in the log; it is in <see cref="PartitionWriter.Failure"/>.</summary>
    Faulted = 6,
}
