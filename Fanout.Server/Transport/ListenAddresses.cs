using System.Net;

namespace Fanout.Server.Transport;

/// <summary>Which of the addresses that the server listens on speak TLS, by their ports.</summary>
internal sealed class ListenAddresses
{
    private readonly HashSet<int> _plainPorts = [];
    private readonly HashSet<int> _tlsPorts = [];

    /// <param name="urls">All of them. A port that has both is neither here, for nobody can say which is meant.</param>
    public ListenAddresses(IEnumerable<string> urls)
    {
        foreach (var address in urls.Select(BindingAddress.Parse))
            (IsTls(address) ? _tlsPorts : _plainPorts).Add(address.Port);
    }

    public bool IsPlain(EndPoint endPoint) => IsOnly(_plainPorts, _tlsPorts, endPoint);

    public bool IsTls(EndPoint endPoint) => IsOnly(_tlsPorts, _plainPorts, endPoint);

    private static bool IsOnly(HashSet<int> these, HashSet<int> those, EndPoint endPoint) =>
        endPoint is IPEndPoint { Port: var port } && these.Contains(port) && !those.Contains(port);

    private static bool IsTls(BindingAddress address) =>
        !address.Scheme.Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase);
}
