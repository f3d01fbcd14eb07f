using System.Buffers.Text;

namespace Fanout.Services.Doors;

/// <summary>Where the answers of a Redis begin and end (RESP2 and RESP3).</summary>
internal static class RespFrame
{
    private const byte LineEnd = (byte)'\n';

    /// <summary>The size of the frame that begins these bytes, its line ends included; 0 while it is not whole.</summary>
    /// <exception cref="InvalidDataException">No frame begins like this.</exception>
    public static int SizeOf(ReadOnlySpan<byte> bytes)
    {
        var size = 0;
        for (long frames = 1; frames > 0; frames--) // those that are still to come, elements among them
        {
            var lineSize = bytes[size..].IndexOf(LineEnd) + 1;
            if (lineSize == 0)
                return 0;
            var line = bytes.Slice(size, lineSize);
            size += lineSize;
            switch (line[0])
            {
                case (byte)'$' or (byte)'!' or (byte)'=':
                    size += SizeOfBulk(line);
                    if (size > bytes.Length)
                        return 0;
                    break;
                case (byte)'*' or (byte)'>' or (byte)'~':
                    frames += Math.Max(CountOf(line), 0);
                    break;
                case (byte)'%' or (byte)'|':
                    frames += 2 * CountOf(line);
                    break;
                case (byte)'+' or (byte)'-' or (byte)':' or (byte)'_' or (byte)'#' or (byte)',' or (byte)'(':
                    break;
                default:
                    throw new InvalidDataException($"byte 0x{line[0]:x2} begins no frame of Redis");
            }
        }
        return size;
    }

    /// <summary>Whether it is what somebody published to a connection that subscribed.</summary>
    public static bool IsMessage(ReadOnlySpan<byte> frame)
    {
        if (frame[0] is not ((byte)'>' or (byte)'*'))
            return false;
        var kind = frame[(frame.IndexOf(LineEnd) + 1)..];
        return kind.StartsWith("$7\r\nmessage\r\n"u8) || kind.StartsWith("$8\r\nsmessage\r\n"u8)
            || kind.StartsWith("$8\r\npmessage\r\n"u8);
    }

    private static int SizeOfBulk(ReadOnlySpan<byte> line)
    {
        var size = CountOf(line);
        return size < 0 ? 0 : (int)size + "\r\n".Length;
    }

    private static long CountOf(ReadOnlySpan<byte> line) =>
        Utf8Parser.TryParse(line[1..], out long count, out _)
            ? count
            : throw new InvalidDataException("a frame of Redis has no size");
}
