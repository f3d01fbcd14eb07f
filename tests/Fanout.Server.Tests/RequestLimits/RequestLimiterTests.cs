using System.Net;
using Fanout.Server.Http;
using Fanout.Server.RequestLimits;
using Microsoft.AspNetCore.Http;

namespace Fanout.Server.Tests.RequestLimits;

public sealed class RequestLimiterTests : IDisposable
{
    private const int Plenty = 100_000;
    private const int Burst = 10; // of one a second; a machine that stands still for seconds fills some of it again

    private readonly RequestLimiter _limiter = new(new HttpOptions { ReadsPerSecond = 1, PushesPerSecond = 1, EditsPerSecond = 1 });

    public void Dispose() => _limiter.Dispose();

    [Fact]
    public void Readers_are_counted_by_address_whatever_token_they_show()
    {
        var one = Request(RequestKind.Read, "198.51.100.1", token: "a");
        Assert.InRange(TakenOf(one), Burst, Plenty - 1);
        Assert.InRange(TakenOf(Request(RequestKind.Read, "198.51.100.1", token: "b")), 0, Burst - 1);
        Assert.True(Takes(Request(RequestKind.Read, "198.51.100.2", token: "a")));
        Assert.True(Takes(Request(RequestKind.Edit, "198.51.100.1", token: "a")));
    }

    [Fact]
    public void Who_shows_a_wrong_key_for_a_feed_uses_up_nothing_of_that_feed()
    {
        Assert.InRange(TakenOf(Request(RequestKind.Push, "198.51.100.1", token: "wrong", feed: "f1")), Burst, Plenty - 1);
        Assert.True(Takes(Request(RequestKind.Push, "198.51.100.2", token: "right", feed: "f1")));
        Assert.True(Takes(Request(RequestKind.Push, "198.51.100.1", token: "right", feed: "f1")));
        Assert.True(Takes(Request(RequestKind.Push, "198.51.100.1", token: "wrong", feed: "f2")));
        Assert.InRange(TakenOf(Request(RequestKind.Push, "198.51.100.2", token: "wrong", feed: "f1")), 0, Burst - 1);
    }

    [Fact]
    public void An_address_has_ten_times_of_what_a_key_has_however_many_it_tries()
    {
        var taken = 0;
        while (taken < Plenty && Takes(Request(RequestKind.Push, "198.51.100.1", token: $"guess {taken}", feed: "f1")))
            taken++;
        Assert.InRange(taken, 100, Plenty - 1);
        Assert.True(Takes(Request(RequestKind.Push, "198.51.100.2", token: "right", feed: "f1")));
    }

    [Fact]
    public void Requests_that_show_no_secret_are_counted_by_address_alone()
    {
        Assert.InRange(TakenOf(Request(RequestKind.Push, "198.51.100.1", feed: "f1")), 10 * Burst, Plenty - 1);
        Assert.InRange(TakenOf(Request(RequestKind.Push, "198.51.100.1", feed: "f2")), 0, (10 * Burst) - 1);
        Assert.True(Takes(Request(RequestKind.Push, "198.51.100.2", feed: "f1")));
        Assert.Equal(["address"], _limiter.Of(Request(RequestKind.Push, "198.51.100.2", feed: "f1")).Select(static one => one.Limit.Name));
    }

    [Fact]
    public void What_a_key_has_signed_is_counted_by_that_key_from_wherever_it_comes()
    {
        var one = new SignedPush(Request(RequestKind.Push, "198.51.100.1", feed: "f1"), "f1", "k1");
        Assert.InRange(TakenOf(one), Burst, Plenty - 1);
        Assert.InRange(TakenOf(one with { Http = Request(RequestKind.Push, "198.51.100.2", feed: "f1") }), 0, Burst - 1);
        Assert.InRange(_limiter.Of(one).Single().Left, 0, Burst - 1);
        Assert.True(Takes(one with { KeyId = "k2" }));
        Assert.True(Takes(one with { Feed = "f2" })); // another key of that id
        Assert.True(Takes(one.Http)); // by address
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void By_default_the_machine_itself_is_not_counted(string address)
    {
        using var usual = new RequestLimiter(new HttpOptions());
        var request = Request(RequestKind.Read, address);
        Assert.True(Enumerable.Range(0, 10_000).All(_ => Takes(request, usual)));
        Assert.Empty(usual.Of(request));
        Assert.NotEmpty(usual.Of(Request(RequestKind.Read, "198.51.100.1")));
    }

    [Fact]
    public void A_limit_of_0_is_none_and_endpoints_that_nobody_counts_have_none()
    {
        using var none = new RequestLimiter(new HttpOptions { ReadsPerSecond = 0 });
        Assert.Empty(none.Of(Request(RequestKind.Read, "198.51.100.1")));
        Assert.Empty(_limiter.Of(new DefaultHttpContext()));
        Assert.True(Enumerable.Range(0, 100).All(_ => Takes(new DefaultHttpContext())));
    }

    [Fact]
    public void Headers_say_what_there_is_and_what_is_left()
    {
        var headers = new HeaderDictionary();
        RateLimitHeaders.Set(headers, [(new RequestLimit("address", 10, true), 95), (new RequestLimit("feed", 3, true), 0)]);
        Assert.Equal("\"address\";q=100;w=10, \"feed\";q=30;w=10", headers["RateLimit-Policy"]);
        Assert.Equal("\"address\";r=95;t=1, \"feed\";r=0;t=10", headers["RateLimit"]);
    }

    /// <summary>How many are taken before one is not; the bucket fills meanwhile.</summary>
    private int TakenOf(HttpContext request)
    {
        var taken = 0;
        while (taken < Plenty && Takes(request))
            taken++;
        return taken;
    }

    private int TakenOf(SignedPush push)
    {
        var taken = 0;
        while (taken < Plenty && Takes(push))
            taken++;
        return taken;
    }

    private bool Takes(SignedPush push)
    {
        using var lease = _limiter.Take(push);
        return lease.IsAcquired;
    }

    private bool Takes(HttpContext request) => Takes(request, _limiter);

    private static bool Takes(HttpContext request, RequestLimiter limiter)
    {
        using var lease = limiter.All.AttemptAcquire(request);
        return lease.IsAcquired;
    }

    private static DefaultHttpContext Request(RequestKind kind, string address, string? token = null, string? feed = null)
    {
        var http = new DefaultHttpContext();
        http.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new CountedAs(kind)), null));
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        if (token is not null)
            http.Request.Headers.Authorization = $"Bearer {token}";
        if (feed is not null)
            http.Request.RouteValues["feed"] = feed;
        return http;
    }
}
