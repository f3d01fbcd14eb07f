namespace Fanout.Server.Resync;

/// <summary>What the log itself said about a position that the node cannot judge from memory.</summary>
internal enum LogVerdict : byte
{
    /// <summary>It was not asked.</summary>
    NotAsked,

    /// <summary>The position is of the log's history, and what follows it can be read.</summary>
    Follows,

    /// <summary>The position is not of the log's history: above its head, or beyond the end of its epoch.</summary>
    Void,
}
