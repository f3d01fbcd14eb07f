using System.Buffers;
using Fanout.Protocol.WebSockets;

namespace Fanout.Fuzz.Checking;

/// <summary>All that a reader made of some bytes.</summary>
internal sealed record FrameReading(IReadOnlyList<FrameReading.Received> Messages, CloseCode? Violation)
{
    /// <summary>Offers the pieces one after the other; stops at a violation, as a connection does.</summary>
    public static FrameReading Of(FrameSetting setting, IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var pool = new CountingPool();
        using var reader = new MessageReader(setting.Role, setting.MessageSizeMax, setting.Deflate, pool);
        var messages = new List<Received>();
        CloseCode? violation = null;
        var size = 0;
        try
        {
            foreach (var piece in pieces)
            {
                size += piece.Length;
                var source = piece.Span;
                while (reader.TryRead(ref source, out var message)) messages.Add(new(message.Opcode, message.Payload.ToArray(), message.Deflated));
                Law.Holds(source.IsEmpty);
            }
        }
        catch (ProtocolViolationException failure)
        {
            violation = failure.Code;
        }
        return new FrameReading(messages, violation).HandedBack(reader, pool, setting, size);
    }

    /// <summary>The same for one sequence, as a pipe offers it.</summary>
    public static FrameReading Of(FrameSetting setting, ReadOnlySequence<byte> source)
    {
        var pool = new CountingPool();
        using var reader = new MessageReader(setting.Role, setting.MessageSizeMax, setting.Deflate, pool);
        var messages = new List<Received>();
        CloseCode? violation = null;
        var size = (int)source.Length;
        try
        {
            while (reader.TryRead(ref source, out var message)) messages.Add(new(message.Opcode, message.Payload.ToArray(), message.Deflated));
            Law.Holds(source.IsEmpty);
        }
        catch (ProtocolViolationException failure)
        {
            violation = failure.Code;
        }
        return new FrameReading(messages, violation).HandedBack(reader, pool, setting, size);
    }

    public bool Equals(FrameReading? other) =>
        other is not null && Violation == other.Violation && Messages.SequenceEqual(other.Messages);

    public override int GetHashCode() => HashCode.Combine(Violation, Messages.Count);

    public override string ToString() => $"[{string.Join(", ", Messages)}] {Violation}";

    /// <summary>Memory follows what came, not what a head announced, and all of it is given back.</summary>
    private FrameReading HandedBack(MessageReader reader, CountingPool pool, FrameSetting setting, int size)
    {
        Law.Holds(pool.BytesOutMax <= 3L * size); // an array that doubles, and the one before it
        Law.Holds(pool.BytesOutMax <= 2L * (setting.MessageSizeMax + FrameHead.ControlPayloadSizeMax));
        reader.Dispose();
        Law.Same(0, pool.ArraysOut);
        return this;
    }

    /// <summary>A message, copied out of the reader.</summary>
    internal sealed record Received(Opcode Opcode, byte[] Payload, bool Deflated)
    {
        public bool Equals(Received? other) =>
            other is not null && Opcode == other.Opcode && Deflated == other.Deflated && Payload.AsSpan().SequenceEqual(other.Payload);

        public override int GetHashCode() => HashCode.Combine(Opcode, Deflated, Payload.Length);

        public override string ToString() => $"{Opcode}{(Deflated ? " deflated" : "")} {Convert.ToHexString(Payload)}";
    }
}
