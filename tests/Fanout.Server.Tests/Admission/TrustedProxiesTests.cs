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
