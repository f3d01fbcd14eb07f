namespace Fanout.Server.Delivery;

/// <summary>The way out of one connection as delivery sees it. Every member is called on the connection's shard only.</summary>
/// <remarks>
/// A sink queues nothing for delivery: what it does not take now, delivery keeps as a position and composes anew later. The
/// one queue it has is for control frames (pong, close), which are never dropped and are bounded by not reading a peer
/// that makes more of them than it takes.
/// </remarks>
internal interface ISink
{
    /// <summary>Bytes that the transport has taken so far; a stall policy watches it rise.</summary>
    long BytesTaken { get; }

    /// <summary>
    /// Offers bytes of data frames, in order; returns how many were taken, 0 to all. Fewer than all means that the
    /// transport is blocked: its owner is told once it takes bytes again, and goes on with the very next byte.
    /// </summary>
    int Write(ReadOnlySpan<byte> bytes);

    /// <summary>Ends a turn: what was taken since the last flush goes out in one call.</summary>
    void Flush();

    /// <summary>Sends a close frame after what was taken, and ends the connection once the peer answers or a moment passed.</summary>
    void Close(int code, string reason);

    /// <summary>Ends the connection at once.</summary>
    void Abort();
}
