using System.Net.Sockets;

namespace Fanout.Server.Transport;

/// <summary>
/// How many bytes the peer of a TCP connection has acknowledged. A pipe says only that its 64 KiB have half drained,
/// which at a hundred bytes a second takes longer than the stall time; this tells such a slow reader from a stalled
/// one.
/// </summary>
/// <param name="socket">The connection's socket, only ever asked, never written to; <see langword="null"/>:
/// unknown.</param>
internal sealed class TcpProgress(Socket? socket)
{
    // struct tcp_info of linux/tcp.h (stable, it only grows): 8 bytes, 24 of uint32, two of uint64, then
    // tcpi_bytes_acked, since Linux 4.1.
    private const int IpProtoTcp = 6;
    private const int TcpInfo = 11;
    private const int BytesAckedOffset = 8 + (24 * sizeof(uint)) + (2 * sizeof(ulong));

    private long _acknowledged;

    /// <summary>
    /// Bytes acknowledged so far, those of TLS and HTTP among them; never falls. Always 0 where the system does not
    /// tell.
    /// </summary>
    public long Acknowledged
    {
        get
        {
            if (socket is not null && OperatingSystem.IsLinux())
            {
                Read(socket);
            }

            return _acknowledged;
        }
    }

    private void Read(Socket tcp)
    {
        Span<byte> info = stackalloc byte[BytesAckedOffset + sizeof(ulong)];
        try
        {
            if (tcp.GetRawSocketOption(IpProtoTcp, TcpInfo, info) == info.Length)
            {
                var acknowledged = BitConverter.ToInt64(info[BytesAckedOffset..]);
                _acknowledged = Math.Max(_acknowledged, acknowledged);
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The connection ends; what was known stays.
        }
    }
}
