using Fanout.Protocol.WebSockets;

namespace Fanout.Protocol.Tests.WebSockets;

/// <summary>What a reader makes of bytes: one line of <c>messages.json</c> or <c>autobahn.json</c>.</summary>
internal sealed record MessageVector(
    string Name,
    string Input,
    IReadOnlyList<MessageVector.Expected> Messages,
    string Role = "server",
    bool Deflate = false,
    int MessageSizeMax = MessageReader.MessageSizeDefault,
    int? Violation = null) : WebSocketVectors.INamed
{
    public MessageReader CreateReader() =>
        new(Enum.Parse<WebSocketRole>(Role, ignoreCase: true), MessageSizeMax, Deflate);

    public Outcome ExpectedOutcome() => new(
        [.. Messages.Select(message => message.ToReceived())],
        (CloseCode?)Violation);

    internal sealed record Expected(string Opcode, string Payload, bool Deflated = false)
    {
        public Received ToReceived() =>
            new(Enum.Parse<Opcode>(Opcode, ignoreCase: true), WebSocketVectors.Bytes(Payload), Deflated);
    }
}
