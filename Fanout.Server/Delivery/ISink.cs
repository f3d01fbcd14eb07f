namespace Fanout.Server.Delivery;

/// <summary>The way out of one connection as delivery sees it: bytes, with back-pressure both ways.</summary>
/// <remarks>
/// Every member is called on the connection's shard only, and none calls back into the connection or its shard: what
/// the transport has to say it posts (<see cref="Connection"/>). Delivery makes every byte of the connection, WebSocket
/// control frames included, because only it knows where a half-sent frame ends. A sink queues nothing for delivery:
/// what it does not take now, delivery keeps as a position and composes anew later.
/// </remarks>
internal interface ISink
{
    /// <summary>Bytes that the transport below has really taken so far; a stall policy watches it rise.</summary>
    long BytesTaken { get; }

    /// <summary>Bytes that it has taken and still holds, because the transport below does not take them now.</summary>
    int HeldBytes { get; }

    /// <summary>
    /// How far the peer has come. Costs a system call; asked only of a peer that has been silent for a while.
    /// </summary>
    PeerProgress Progress { get; }

    /// <summary>
    /// Offers bytes, in order; returns how many were taken, 0 to all. Fewer than all means that the transport is
    /// blocked: it posts <see cref="Connection.PostWritable"/> once it takes bytes again, and goes on with the very
    /// next byte.
    /// </summary>
    int Write(ReadOnlySpan<byte> bytes);

    /// <summary>Ends a turn: what was taken since the last flush goes out in one call.</summary>
    void Flush();

    /// <summary>
    /// One more message may be handed over: called once after the connection was opened, and then for each message that
    /// was dealt with. Held back while the peer is owed an answer that later messages wait for, or too many bytes of
    /// control frames: that is how a peer is not read.
    /// </summary>
    void Next();

    /// <summary>
    /// All is written, a close frame last: the transport ends once the peer answered or a moment passed.
    /// </summary>
    void End();

    /// <summary>Ends the connection at once.</summary>
    void Abort();
}
