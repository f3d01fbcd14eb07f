namespace Fanout.Protocol.WebSockets;

/// <summary>In which form a connection's messages travel; the messages are the same.</summary>
public enum Subprotocol
{
    /// <summary>
    /// <c>fanout.v1.proto</c>: protobuf in binary frames. Also what is spoken where the client offers none.
    /// </summary>
    Proto,

    /// <summary><c>fanout.v1.json</c>: JSON in text frames.</summary>
    Json,
}

public static class Subprotocols
{
    public const string Proto = "fanout.v1.proto";
    public const string Json = "fanout.v1.json";

    /// <summary>The name on the wire, in <c>Sec-WebSocket-Protocol</c>.</summary>
    public static string Name(this Subprotocol subprotocol) => subprotocol == Subprotocol.Json ? Json : Proto;

    /// <summary>
    /// The first of the client's <paramref name="offers"/> (a <c>Sec-WebSocket-Protocol</c> value, in its order of
    /// preference) that we speak; <see langword="null"/>: none. Names compare exactly (RFC 6455 §11.3.4).
    /// </summary>
    public static Subprotocol? Select(string? offers)
    {
        foreach (var offer in new HeaderList(offers, ','))
        {
            switch (offer)
            {
                case Proto:
                    return Subprotocol.Proto;
                case Json:
                    return Subprotocol.Json;
                default:
                    continue;
            }
        }

        return null;
    }
}
