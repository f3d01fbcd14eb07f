using System.Net;
using Fanout.Server.Admission;

namespace Fanout.Server.Tests.Admission;

public sealed class TrustedProxiesTests
{
    private static readonly TrustedProxies Proxies = new(["10.0.0.0/8", "192.0.2.7", "fd00::/8"]);

    [Theory]
    [InlineData("203.0.113.9", "198.51.100.1", "203.0.113.9")] // said by a client: a claim of its own
    [InlineData("10.1.2.3", null, "10.1.2.3")]
    [InlineData("10.1.2.3", "", "10.1.2.3")]
    [InlineData("10.1.2.3", "198.51.100.1", "198.51.100.1")]
    [InlineData("::ffff:10.1.2.3", "198.51.100.1", "198.51.100.1")]
    [InlineData("10.1.2.3", "198.51.100.1:4711", "198.51.100.1")]
    [InlineData("10.1.2.3", "[2001:db8::1]:4711", "2001:db8::1")]
    [InlineData("fd00::1", " 2001:db8::1 ", "2001:db8::1")]
    [InlineData("10.1.2.3", "6.6.6.6, 198.51.100.1", "198.51.100.1")] // what the client wrote stands left of what the proxy did
    [InlineData("10.1.2.3", "6.6.6.6,198.51.100.1,192.0.2.7", "198.51.100.1")]
    [InlineData("10.1.2.3", "6.6.6.6, unknown", "10.1.2.3")]
    [InlineData("10.1.2.3", "6.6.6.6, ", "10.1.2.3")]
    [InlineData("10.1.2.3", "10.9.9.9, 10.8.8.8", "10.9.9.9")] // nobody but proxies: the first of them
    [InlineData("192.0.2.8", "198.51.100.1", "192.0.2.8")]
    public void The_client_is_the_last_who_is_no_proxy(string peer, string? forwarded, string client) =>
        Assert.Equal(IPAddress.Parse(client), Proxies.ClientOf(IPAddress.Parse(peer), forwarded));

    [Fact]
    public void Nobody_is_believed_by_default()
    {
        var none = new TrustedProxies([]);
        Assert.Equal(IPAddress.Loopback, none.ClientOf(IPAddress.Loopback, "198.51.100.1"));
        Assert.Null(none.ClientOf(null, "198.51.100.1"));
    }

    /// <summary>Whoever is in a trusted network, or comes through a proxy that passes on what it is sent, can write these.</summary>
    [Theory]
    [InlineData("10.1.2.3", "127.0.0.1")]
    [InlineData("10.1.2.3", "::1")]
    [InlineData("10.1.2.3", "::ffff:127.9.9.9")]
    [InlineData("10.1.2.3", "127.0.0.1, 10.9.9.9")]
    [InlineData("10.1.2.3", "0.0.0.0")]
    [InlineData("10.1.2.3", "::")]
    [InlineData("10.1.2.3", "0:0:7f00:1::")] // whose first 64 bits are 127.0.0.1
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.1", "unknown")]
    public void Nobody_is_on_this_machine_because_a_header_says_so(string peer, string forwarded)
    {
        var proxies = new TrustedProxies(["10.0.0.0/8", "127.0.0.0/8"]);
        var client = proxies.AddressOf(IPAddress.Parse(peer), forwarded);
        Assert.Equal((true, false), (client.IsKnown, client.IsLoopback));
        Assert.True(new AddressLimits { ConnectionsMax = 1 }.Hold(client));
    }

    [Theory]
    [InlineData("127.0.0.1", null)]
    [InlineData("127.0.0.1", "")]
    [InlineData("::1", "198.51.100.1")] // is not trusted here
    public void Who_holds_the_connection_from_this_machine_is_on_it(string peer, string? forwarded) =>
        Assert.True(Proxies.AddressOf(IPAddress.Parse(peer), forwarded).IsLoopback);

    [Fact]
    public void A_client_is_the_same_behind_a_proxy_and_without_one()
    {
        var client = IPAddress.Parse("198.51.100.1");
        Assert.Equal(Proxies.AddressOf(client, null), Proxies.AddressOf(IPAddress.Parse("10.1.2.3"), "198.51.100.1"));
        Assert.Equal(Proxies.AddressOf(client, null), Proxies.AddressOf(client, "127.0.0.1"));
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("proxy.internal")]
    [InlineData("")]
    public void What_is_no_address_or_network_is_refused(string text)
    {
        Assert.False(TrustedProxies.TryParse(text, out _));
        Assert.Throws<FormatException>(() => new TrustedProxies([text]));
    }
}
