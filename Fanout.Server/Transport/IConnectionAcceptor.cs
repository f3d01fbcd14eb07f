using Fanout.Protocol.WebSockets;
using Fanout.Server.Delivery;

namespace Fanout.Server.Transport;

/// <summary>Where transports bring the connections that have shaken hands.</summary>
internal interface IConnectionAcceptor
{
    /// <summary>
    /// Gives a connection its owner. Called on any thread; the owner may use <paramref name="sink"/> from its shard
    /// before this has returned.
    /// </summary>
    /// <param name="sink">The way out, good until the owner was told that the transport ended.</param>
    /// <param name="agreed">How messages travel on it.</param>
    /// <param name="loop">
    /// Index of the event loop that the connection lives on, and its owner with it; null: any will do.
    /// </param>
    /// <param name="needsToken">Its reader may read nothing without a token.</param>
    IConnectionOwner Accept(ISink sink, HandshakeAnswer agreed, int? loop = null, bool needsToken = false);
}
