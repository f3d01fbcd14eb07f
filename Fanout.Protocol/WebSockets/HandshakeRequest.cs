namespace Fanout.Protocol.WebSockets;

/// <summary>
/// What a client's opening request says (RFC 6455 §4.1). Headers are <see langword="null"/> where absent; one that came
/// several times is joined with commas.
/// </summary>
public readonly record struct HandshakeRequest
{
    /// <summary><c>GET</c>, or the request is refused.</summary>
    public required string Method { get; init; }

    /// <summary><c>HTTP/1.1</c>, or the request is refused.</summary>
    public required string HttpVersion { get; init; }

    /// <summary><c>Upgrade</c>, must name <c>websocket</c>.</summary>
    public string? Upgrade { get; init; }

    /// <summary><c>Connection</c>, must name <c>Upgrade</c>.</summary>
    public string? Connection { get; init; }

    /// <summary><c>Sec-WebSocket-Key</c>: 16 bytes in base64.</summary>
    public string? Key { get; init; }

    /// <summary><c>Sec-WebSocket-Version</c>: 13.</summary>
    public string? Version { get; init; }

    /// <summary><c>Sec-WebSocket-Protocol</c>.</summary>
    public string? Subprotocols { get; init; }

    /// <summary><c>Sec-WebSocket-Extensions</c>.</summary>
    public string? Extensions { get; init; }

    /// <summary><c>Origin</c>: whose page a browser opens it for (RFC 6455 §10.2).</summary>
    public string? Origin { get; init; }

    /// <summary>
    /// <c>X-Forwarded-For</c>: where proxies on the way say that it comes from. No part of the handshake, and worth what its
    /// sender is.
    /// </summary>
    public string? ForwardedFor { get; init; }
}
