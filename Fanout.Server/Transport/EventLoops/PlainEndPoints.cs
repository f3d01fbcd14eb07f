using System.Net;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>The addresses that speak HTTP without TLS.</summary>
internal sealed class PlainEndPoints
{
    private readonly HashSet<int> _ports = [];

    /// <param name="urls">All addresses that the server listens on. A port that any of them has with TLS is not plain.</param>
    public PlainEndPoints(IEnumerable<string> urls)
    {
        var addresses = urls.Select(BindingAddress.Parse).ToList();
        _ports.UnionWith(addresses.Where(static address => !IsTls(address)).Select(static address => address.Port));
        _ports.ExceptWith(addresses.Where(IsTls).Select(static address => address.Port));
    }

    public bool Contains(IPEndPoint endPoint) => _ports.Contains(endPoint.Port);

    private static bool IsTls(BindingAddress address) =>
        !address.Scheme.Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase);
}
