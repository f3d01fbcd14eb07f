using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Fanout.Server.Admission;

/// <summary>
/// Proxies that are believed about where a client comes from, by <c>X-Forwarded-For</c>. Whatever anybody else puts there
/// is a claim of the client's, and is not looked at.
/// </summary>
/// <remarks>
/// Each proxy puts the address that it was called from behind what was there. So the header is read from its end, for as
/// long as the address before was that of a proxy; the first other one is the client. One rule for the event loops, which
/// see no HTTP, and for the web server. The framework's middleware lost: an entry that is no address it passes over, and
/// takes the next one to the left, which the client may have written.
/// </remarks>
internal sealed class TrustedProxies
{
    private readonly IPNetwork[] _networks;

    /// <param name="networks">Addresses (<c>10.0.0.7</c>) and networks (<c>10.0.0.0/8</c>, <c>fd00::/8</c>).</param>
    /// <exception cref="FormatException">One is neither.</exception>
    public TrustedProxies(IEnumerable<string> networks) => _networks =
    [
        .. networks.Select(static text =>
            TryParse(text, out var network) ? network.Value : throw new FormatException($"\"{text}\" is no address or network")),
    ];

    public static bool TryParse(string text, [NotNullWhen(true)] out IPNetwork? network)
    {
        network = null;
        if (IPAddress.TryParse(text, out var address))
        {
            var plain = Plain(address);
            network = new IPNetwork(plain, plain.GetAddressBytes().Length * 8);
        }
        else if (IPNetwork.TryParse(text, out var parsed))
        {
            network = parsed;
        }
        return network is not null;
    }

    /// <summary>Where a client comes from; null where that has no address.</summary>
    /// <param name="peer">Who opened the connection.</param>
    /// <param name="forwardedFor"><c>X-Forwarded-For</c>, several joined with commas; null: none came.</param>
    public IPAddress? ClientOf(IPAddress? peer, string? forwardedFor)
    {
        var client = peer is null ? null : Plain(peer);
        if (forwardedFor is null || _networks.Length == 0)
            return client;
        for (var rest = forwardedFor.AsSpan(); !rest.IsEmpty && client is not null && IsTrusted(client);)
        {
            var comma = rest.LastIndexOf(',');
            if (!IPEndPoint.TryParse(rest[(comma + 1)..].Trim(), out var before))
                break; // "unknown", and whatever else says nothing
            client = Plain(before.Address);
            rest = rest[..Math.Max(comma, 0)];
        }
        return client;
    }

    /// <summary>The same as limits count it.</summary>
    public ClientAddress AddressOf(IPAddress? peer, string? forwardedFor) =>
        IsProxy(peer) && ClientOf(peer, forwardedFor) is { } client && !string.IsNullOrEmpty(forwardedFor)
            ? ClientAddress.OfForwarded(client)
            : ClientAddress.Of(peer);

    /// <summary>Whether who opened a connection is one of them.</summary>
    public bool IsProxy(IPAddress? peer) => peer is not null && IsTrusted(Plain(peer));

    private bool IsTrusted(IPAddress address) => Array.Exists(_networks, network => network.Contains(address));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
