namespace Fanout.Protocol.WebSockets;

/// <summary>
/// What <see cref="MessageReader"/> read: a whole data message (text or binary, its fragments joined) or a control
/// frame. Good until the reader is called again or disposed of, and no longer than the bytes it was given.
/// </summary>
public readonly ref struct Message
{
    internal Message(Opcode opcode, ReadOnlySpan<byte> payload, bool deflated)
    {
        Opcode = opcode;
        Payload = payload;
        Deflated = deflated;
    }

    /// <summary>Any but <see cref="Opcode.Continuation"/>.</summary>
    public Opcode Opcode { get; }

    /// <summary>
    /// Unmasked. Text is valid UTF-8 unless <see cref="Deflated"/>; of a close frame, <see cref="ClosePayload.Read"/>
    /// accepts it.
    /// </summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>
    /// The payload is still compressed (RFC 7692): <see cref="MessageInflater"/> inflates it, bounds it and, for text,
    /// checks it as UTF-8.
    /// </summary>
    public bool Deflated { get; }
}
