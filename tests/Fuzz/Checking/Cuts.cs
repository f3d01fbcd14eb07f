using System.Buffers;
using System.IO.Hashing;

namespace Fanout.Fuzz.Checking;

/// <summary>Ways to bring the same bytes.</summary>
internal static class Cuts
{
    /// <summary>A place to cut at. The input says which, so that the same input is the same case, and each place has inputs.</summary>
    public static int PlaceIn(ReadOnlySpan<byte> bytes) => (int)(XxHash32.HashToUInt32(bytes) % ((uint)bytes.Length + 1));

    public static List<ReadOnlyMemory<byte>> InTwo(ReadOnlyMemory<byte> bytes)
    {
        var place = PlaceIn(bytes.Span);
        return [bytes[..place], bytes[place..]];
    }

    public static List<ReadOnlyMemory<byte>> Everywhere(ReadOnlyMemory<byte> bytes) =>
        [.. Enumerable.Range(0, bytes.Length).Select(index => bytes.Slice(index, 1))];

    /// <summary>One sequence of these pieces, as a pipe has it.</summary>
    public static ReadOnlySequence<byte> Joined(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var first = new Piece(default, 0);
        var last = pieces.Aggregate(first, static (last, piece) => last.Before(piece));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long start) => (Memory, RunningIndex) = (memory, start);

        public Piece Before(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
