using System.Net.Sockets;
using Fanout.Server.Delivery;

namespace Fanout.Server.Transport;

/// <summary>
/// How far the peer of a TCP connection has come. A pipe says only that its 64 KiB have half drained, which at a
/// hundred bytes a second takes longer than the stall time, and nothing of the megabytes that the kernel holds; this
/// tells such a slow reader from a stalled or silent one.
/// </summary>
/// <param name="socket">
/// The connection's socket, only ever asked, never written to; <see langword="null"/>: unknown.
/// </param>
internal sealed class TcpProgress(Socket? socket)
{
    private PeerProgress _last;

    /// <summary>
    /// What the system says, bytes of TLS and HTTP counted in. The acknowledged bytes never fall; always 0 where the
    /// system does not tell.
    /// </summary>
    public PeerProgress Read()
    {
        if (socket is not null && OperatingSystem.IsLinux())
        {
            Read(socket);
        }

        return _last;
    }

    private void Read(Socket tcp)
    {
        Span<byte> info = stackalloc byte[TcpInfo.Size];
        try
        {
            var size = tcp.GetRawSocketOption(TcpInfo.Level, TcpInfo.Option, info);
            _last = TcpInfo.Read(info[..size], _last.Acknowledged);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            _last = _last with { Outstanding = false }; // the connection ends; what was acknowledged stays so
        }
    }
}
