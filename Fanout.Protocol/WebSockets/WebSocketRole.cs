namespace Fanout.Protocol.WebSockets;

/// <summary>
/// Which end of the connection we are; decides who masks (RFC 6455 §5.1: the client always, the server never).
/// </summary>
public enum WebSocketRole
{
    /// <summary>Reads masked frames, writes plain ones.</summary>
    Server,

    /// <summary>Reads plain frames, writes masked ones.</summary>
    Client,
}
