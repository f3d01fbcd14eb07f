using Fanout.Protocol.WebSockets;

namespace Fanout.Fuzz.Checking;

/// <summary>How a stream of frames is read; the first byte of an input.</summary>
/// <remarks><code>
/// bits  meaning
/// 0x01  1: we are the client
/// 0x02  1: permessage-deflate was agreed on
/// 0x0C  longest message: one of four
/// </code></remarks>
internal readonly record struct FrameSetting(WebSocketRole Role, bool Deflate, int MessageSizeMax)
{
    private static readonly int[] Limits = [2_000, 125, MessageReader.MessageSizeDefault, MessageReader.MessageSizeLimit];

    public static FrameSetting Of(byte bits) => new(
        (bits & 0x01) != 0 ? WebSocketRole.Client : WebSocketRole.Server, (bits & 0x02) != 0, Limits[(bits >> 2) & 0x03]);

    /// <summary>The byte for these, with the limit that a server has.</summary>
    public static byte ByteOf(WebSocketRole role, bool deflate) => (byte)(
        (role == WebSocketRole.Client ? 0x01 : 0) | (deflate ? 0x02 : 0) | 0x08);
}
