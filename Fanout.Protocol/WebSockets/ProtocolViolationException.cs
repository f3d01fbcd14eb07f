using System.Diagnostics.CodeAnalysis;

namespace Fanout.Protocol.WebSockets;

/// <summary>
/// The peer broke a rule of RFC 6455, or a limit of its reader, so the connection must be failed (§7.1.7). The message is for our log, naming
/// thing, value and limit; only <see cref="Code"/> goes to the peer.
/// </summary>
public sealed class ProtocolViolationException : Exception
{
    public ProtocolViolationException(CloseCode code, string message)
        : base(message) => Code = code;

    /// <summary>The close code that tells the peer what it did: 1002, 1007, 1008 or 1009.</summary>
    public CloseCode Code { get; }

    /// <summary>Throws with <see cref="CloseCode.ProtocolError"/> (1002).</summary>
    [DoesNotReturn]
    internal static void ThrowProtocol(string message) =>
        throw new ProtocolViolationException(CloseCode.ProtocolError, message);

    /// <summary>Throws with <see cref="CloseCode.InvalidPayload"/> (1007).</summary>
    [DoesNotReturn]
    internal static void ThrowInvalidUtf8(string thing, int size) =>
        throw new ProtocolViolationException(CloseCode.InvalidPayload, $"{thing} of {size} bytes is not valid UTF-8");

    /// <summary>Throws with <see cref="CloseCode.MessageTooBig"/> (1009).</summary>
    [DoesNotReturn]
    internal static void ThrowTooBig(long payloadSize, int joinedSize, int sizeMax) =>
        throw new ProtocolViolationException(
            CloseCode.MessageTooBig,
            $"payload of {payloadSize} bytes after {joinedSize} of the same message exceeds {sizeMax}");
}
