namespace Fanout.Protocol.WebSockets;

/// <summary>What the server answers to an opening request: 101 and how the connection speaks, or why not.</summary>
public sealed record HandshakeAnswer
{
    /// <summary>101, or 400, 405, 426 or 505.</summary>
    public required int Status { get; init; }

    /// <summary>Response headers, names and values, to be sent as they are.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>
    /// For the developer of the client: what was wrong; <see langword="null"/> where <see cref="Accepted"/>.
    /// </summary>
    public string? Refusal { get; init; }

    /// <summary>How messages travel, where accepted.</summary>
    public Subprotocol Subprotocol { get; init; }

    /// <summary>permessage-deflate was agreed on.</summary>
    public bool Deflate { get; init; }

    /// <summary>The connection is a WebSocket from the end of this response on.</summary>
    public bool Accepted => Status == 101;
}
