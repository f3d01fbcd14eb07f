using Fanout.Server.Delivery;

namespace Fanout.Server.Transport;

/// <summary>What Linux tells of a TCP connection: <c>struct tcp_info</c> of linux/tcp.h, which only ever grows.</summary>
/// <remarks><code>
/// offset  size  field                   since
///     24     4  tcpi_unacked            2.4     segments sent and not acknowledged
///    120     8  tcpi_bytes_acked        4.1
///    144     4  tcpi_notsent_bytes      4.6     bytes written and not sent yet
/// </code></remarks>
internal static class TcpInfo
{
    /// <summary><c>IPPROTO_TCP</c>.</summary>
    public const int Level = 6;

    /// <summary><c>TCP_INFO</c>.</summary>
    public const int Option = 11;

    /// <summary>Bytes to ask for; an older kernel gives fewer.</summary>
    public const int Size = NotSentOffset + sizeof(uint);

    private const int UnacknowledgedOffset = 24;
    private const int BytesAcknowledgedOffset = 120;
    private const int NotSentOffset = 144;

    /// <summary>Reads what the kernel gave, which an older one cuts short.</summary>
    /// <param name="info">The structure.</param>
    /// <param name="acknowledgedBefore">What was acknowledged when it was asked before; the answer is no less.</param>
    public static PeerProgress Read(ReadOnlySpan<byte> info, long acknowledgedBefore)
    {
        if (info.Length < Size)
            return new PeerProgress(acknowledgedBefore, Outstanding: false);
        return new PeerProgress(
            Math.Max(acknowledgedBefore, BitConverter.ToInt64(info[BytesAcknowledgedOffset..])),
            BitConverter.ToUInt32(info[UnacknowledgedOffset..]) > 0 || BitConverter.ToUInt32(info[NotSentOffset..]) > 0);
    }
}
