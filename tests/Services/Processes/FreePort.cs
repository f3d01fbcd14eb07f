using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Fanout.Services.Processes;

/// <summary>Ports of 127.0.0.1 that nobody listens on.</summary>
/// <remarks>
/// They lie below those that the kernel gives to outgoing connections. A server that is down for a moment, while
/// thousands of clients try to come back, would otherwise find its port taken by one of them, and a client that tries
/// a port of that range can even end up connected to itself.
/// </remarks>
public static class FreePort
{
    private const int First = 10_000;
    private const int End = 32_768; // where outgoing connections begin on Linux (ip_local_port_range)

    private static readonly HashSet<int> Given = [];

    /// <summary>One that this process has not been given before. Another process may still come first: try again then.</summary>
    public static int Next()
    {
        lock (Given)
        {
            while (true)
            {
                var port = RandomNumberGenerator.GetInt32(First, End);
                if (!Given.Contains(port) && IsFree(port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
