using System.Buffers;
using Fanout.Protocol.WebSockets;

namespace Fanout.Protocol.Tests.WebSockets;

/// <summary>A message, copied out of the reader.</summary>
internal sealed record Received(Opcode Opcode, byte[] Payload, bool Deflated = false)
{
    public bool Equals(Received? other) =>
        other is not null
        && Opcode == other.Opcode
        && Deflated == other.Deflated
        && Payload.AsSpan().SequenceEqual(other.Payload);

    public override int GetHashCode() => HashCode.Combine(Opcode, Deflated, Payload.Length);

    public override string ToString() => $"{Opcode}{(Deflated ? " deflated" : "")} {Convert.ToHexString(Payload)}";
}

/// <summary>All that a reader made of some bytes.</summary>
internal sealed record Outcome(IReadOnlyList<Received> Messages, CloseCode? Violation)
{
    /// <summary>
    /// Offers <paramref name="parts"/> one after the other; stops at a violation, as a connection does.
    /// </summary>
    public static Outcome Read(MessageReader reader, IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        var messages = new List<Received>();
        try
        {
            foreach (var part in parts)
            {
                var source = part.Span;
                while (reader.TryRead(ref source, out var message))
                {
                    messages.Add(Copy(message));
                }

                Assert.True(source.IsEmpty);
            }
        }
        catch (ProtocolViolationException violation)
        {
            return new Outcome(messages, violation.Code);
        }

        return new Outcome(messages, null);
    }

    /// <summary>The same for one sequence, as a pipe offers it.</summary>
    public static Outcome Read(MessageReader reader, ReadOnlySequence<byte> source)
    {
        var messages = new List<Received>();
        try
        {
            while (reader.TryRead(ref source, out var message))
            {
                messages.Add(Copy(message));
            }
        }
        catch (ProtocolViolationException violation)
        {
            return new Outcome(messages, violation.Code);
        }

        Assert.True(source.IsEmpty);
        return new Outcome(messages, null);
    }

    public bool Equals(Outcome? other) =>
        other is not null && Violation == other.Violation && Messages.SequenceEqual(other.Messages);

    public override int GetHashCode() => HashCode.Combine(Violation, Messages.Count);

    public override string ToString() => $"[{string.Join(", ", Messages)}] {Violation}";

    private static Received Copy(in Message message) =>
        new(message.Opcode, message.Payload.ToArray(), message.Deflated);
}
