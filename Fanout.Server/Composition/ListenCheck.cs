using System.Net;
using System.Net.Sockets;

namespace Fanout.Server.Composition;

/// <summary>
/// Whether the addresses can be listened on, asked before the log is opened and leases are taken: the web server would find
/// out last, when everything else runs.
/// </summary>
/// <remarks>Another process can still come in between; then the web server is the one that says it.</remarks>
internal static class ListenCheck
{
    /// <summary>What keeps the first of them from being listened on that cannot; null where nothing does.</summary>
    /// <param name="urls">Addresses that <see cref="ServerOptions.Problem"/> let pass.</param>
    public static string? Problem(IEnumerable<string> urls)
    {
        foreach (var url in urls)
        {
            var address = BindingAddress.Parse(url);
            if (address.IsUnixPipe || address.IsNamedPipe || address.Port == 0)
                continue;
            if (FaultOf(address) is { } fault)
                return $"urls: \"{url}\" cannot be listened on: {fault.Message}";
        }
        return null;
    }

    /// <summary>As the web server reads a host: its two loopback addresses, one address, or else every address.</summary>
    private static SocketException? FaultOf(BindingAddress address)
    {
        if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var own))
            return FaultOf(own, address.Port);
        IPAddress[] meant = address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : [IPAddress.IPv6Any, IPAddress.Any];
        // One kind of address may not be there at all, and the other is enough.
        return meant.Select(one => FaultOf(one, address.Port)).FirstOrDefault(static fault =>
            fault?.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied);
    }

    private static SocketException? FaultOf(IPAddress address, int port)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true; // as the listeners do
            socket.Bind(new IPEndPoint(address, port));
            return null;
        }
        catch (SocketException fault)
        {
            return fault;
        }
    }
}
