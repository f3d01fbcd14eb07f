using Fanout.Protocol.WebSockets;

namespace Fanout.Server.Transport;

/// <summary>
/// What a transport tells of one connection to whoever acts on it. Called on any thread, one call at a time but for
/// <see cref="PostWritable"/>; each returns at once, having posted to the connection's shard what it needs.
/// </summary>
internal interface IConnectionOwner
{
    /// <summary>Some byte came from the peer: it lives.</summary>
    void Touch();

    /// <summary>
    /// One message: data, ping, pong or close. The next one comes only after <c>ISink.Next</c>. The payload is free to
    /// be overwritten when this returns.
    /// </summary>
    void PostMessage(in Message message);

    /// <summary>
    /// The peer broke the framing; nothing more is read of it. To be answered with a close frame and <c>ISink.End</c>.
    /// </summary>
    void PostViolation(ProtocolViolationException violation);

    /// <summary>The sink takes bytes again, after a write that it took only a part of.</summary>
    void PostWritable();

    /// <summary>The transport is gone, whoever ended it. The last call.</summary>
    void PostEnded();
}
