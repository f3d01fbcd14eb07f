using System.Buffers;

namespace Fanout.Protocol.Tests.WebSockets;

/// <summary>Cuts bytes into pieces.</summary>
internal static class Segments
{
    /// <summary>Pieces of the given sizes, round and round, until the bytes are used up.</summary>
    public static List<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> bytes, IReadOnlyList<int> sizes)
    {
        var parts = new List<ReadOnlyMemory<byte>>();
        for (var index = 0; !bytes.IsEmpty; index++)
        {
            var size = Math.Min(sizes[index % sizes.Count], bytes.Length);
            parts.Add(bytes[..size]);
            bytes = bytes[size..];
        }

        return parts;
    }

    /// <summary>One sequence whose segments are the given pieces.</summary>
    public static ReadOnlySequence<byte> Join(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var first = new Segment(ReadOnlyMemory<byte>.Empty, 0);
        var last = first;
        foreach (var part in parts)
        {
            last = last.Append(part);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex) =>
            (Memory, RunningIndex) = (memory, runningIndex);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
