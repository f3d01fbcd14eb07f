namespace Fanout.Protocol.WebSockets;

/// <summary>
/// What a WebSocket frame carries (RFC 6455 §5.2). 0x3–0x7 and 0xB–0xF are reserved: who sends one is cut off.
/// </summary>
public enum Opcode : byte
{
    /// <summary>A further fragment of the message that a text or binary frame began.</summary>
    Continuation = 0x0,

    /// <summary>UTF-8 text; the subprotocol <c>fanout.v1.json</c>.</summary>
    Text = 0x1,

    /// <summary>Bytes; the subprotocol <c>fanout.v1.proto</c>.</summary>
    Binary = 0x2,

    /// <summary>The sender sends nothing more (§5.5.1).</summary>
    Close = 0x8,

    /// <summary>Asks for a pong with the same payload (§5.5.2).</summary>
    Ping = 0x9,

    /// <summary>Answers a ping, or comes unasked as a heartbeat (§5.5.3).</summary>
    Pong = 0xA,
}

public static class Opcodes
{
    /// <summary>
    /// Close, ping and pong: never fragmented, at most <see cref="FrameHead.ControlPayloadSizeMax"/> bytes, may stand
    /// between fragments.
    /// </summary>
    public static bool IsControl(this Opcode opcode) => opcode >= Opcode.Close;
}
