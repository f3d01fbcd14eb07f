using System.Buffers.Text;
using System.Text;

namespace Fanout.Perf.Driving;

/// <summary>When an event was due, written into its message: <c>@@</c>, sixteen digits, <c>@@</c>.</summary>
/// <remarks>
/// Text, because it has to travel inside JSON and inside strings of protobuf as well as in plain bytes. The load
/// generator reads it (perf/wire/measure.h). When it was due and not when it was published: to be late is part of the
/// delay.
/// </remarks>
public static class TimeMark
{
    /// <summary>Bytes, and characters, of a mark.</summary>
    public const int Size = 20;

    /// <summary>Writes a mark, and fills what is left of <paramref name="destination"/> with a letter.</summary>
    public static void Write(Span<byte> destination, long dueUs)
    {
        destination.Fill((byte)'x');
        destination[..2].Fill((byte)'@');
        Utf8Formatter.TryFormat(dueUs, destination[2..], out _, new System.Buffers.StandardFormat('D', Size - 4));
        destination.Slice(Size - 2, 2).Fill((byte)'@');
    }

    /// <summary>A text of this many characters that begins with the mark.</summary>
    public static string Text(long dueUs, int size)
    {
        Span<byte> bytes = stackalloc byte[size];
        Write(bytes, dueUs);
        return Encoding.ASCII.GetString(bytes);
    }
}
