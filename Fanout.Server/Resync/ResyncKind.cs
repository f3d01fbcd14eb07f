namespace Fanout.Server.Resync;

/// <summary>How a subscriber is made exact again. The first four are the answers of the protocol.</summary>
internal enum ResyncKind : byte
{
    /// <summary>Nothing follows.</summary>
    UpToDate,

    /// <summary>What was missed follows: one merged delta, or every entry on <c>events/</c>.</summary>
    Replay,

    /// <summary>A snapshot follows.</summary>
    Snapshot,

    /// <summary>The position is void; a snapshot follows.</summary>
    Reset,

    /// <summary>Memory cannot tell: the log must be asked first.</summary>
    AskLog,

    /// <summary>Memory does not hold the reader's horizon: there is no answer.</summary>
    NotCovered,
}
