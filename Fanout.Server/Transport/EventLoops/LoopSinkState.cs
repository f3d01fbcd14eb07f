namespace Fanout.Server.Transport.EventLoops;

/// <summary>Where a connection stands.</summary>
[Flags]
internal enum LoopSinkState : ushort
{
    None = 0,

    /// <summary>The kernel may have bytes.</summary>
    Readable = 1,

    /// <summary>One more message is wanted.</summary>
    MayHandOver = 2,

    /// <summary>What comes is read and dropped, up to the peer's close frame.</summary>
    Ignoring = 4,

    /// <summary>The peer has sent its close frame.</summary>
    PeerClosed = 8,

    /// <summary>The peer has broken the framing, so that its close frame cannot be found any more.</summary>
    Violated = 16,

    /// <summary>Our close frame is written.</summary>
    Ending = 32,

    /// <summary>Bytes were refused: it must be told when there is room again.</summary>
    WritableOwed = 64,

    /// <summary>It stands in the loop's list of those that read on.</summary>
    Resumed = 128,

    /// <summary>The descriptor is closed.</summary>
    Closed = 256,

    /// <summary>permessage-deflate was agreed on.</summary>
    Deflates = 512,

    /// <summary>A message has begun, and its last byte has not come.</summary>
    UnderWay = 1024,

    /// <summary>The loop tells it when its time has come, or that of an earlier message.</summary>
    Reminded = 2048,
}
