using Fanout.Protocol.WebSockets;

namespace Fanout.Protocol.Tests.WebSockets;

/// <summary>Bytes as a peer sends them, also those that <see cref="FrameWriter"/> has no call for.</summary>
internal static class RawFrame
{
    public static byte[] Encode(FrameHead head, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[head.Size + payload.Length];
        var headSize = head.Write(frame);
        payload.CopyTo(frame.AsSpan(headSize));
        if (head.MaskKey is { } key)
        {
            for (var index = 0; index < payload.Length; index++)
            {
                frame[headSize + index] ^= (byte)(key >> (8 * (index % 4)));
            }
        }

        return frame;
    }
}
