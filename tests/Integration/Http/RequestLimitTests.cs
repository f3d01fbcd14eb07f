using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Fanout.Ingest.Tests.Push.Signing;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Http;

/// <summary>Who asks without end is told to wait, and when to go on.</summary>
public sealed class RequestLimitTests
{
    private const int Plenty = 1_000;

    private static readonly Dictionary<string, string> Few = new()
    {
        ["FANOUT__HTTP__READSPERSECOND"] = "1",
        ["FANOUT__HTTP__PUSHESPERSECOND"] = "1",
        ["FANOUT__HTTP__EDITSPERSECOND"] = "1",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("v1/matches", null, "address")]
    [InlineData("v1/quarantine", ServerProcess.EditorToken, "editor")]
    [InlineData("v1/alarms", ServerProcess.EditorToken, "editor")]
    [InlineData("v1/feeds/test/events", ServerProcess.FeedKey, "feed")]
    public async Task Beyond_the_limit_requests_are_answered_with_429(string path, string? secret, string limit)
    {
        await using var server = await ServerProcess.StartAsync(Few, "--dev");
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = secret is null ? null : new AuthenticationHeaderValue("Bearer", secret);

        using var first = await SendAsync(http, path);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Contains($"\"{limit}\";q=10;w=10", first.Headers.GetValues("RateLimit-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains($"\"{limit}\";r=9;t=1", first.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);

        var count = 1;
        var refused = await SendAsync(http, path);
        for (; refused.IsSuccessStatusCode && count < Plenty; count++)
        {
            refused.Dispose();
            refused = await SendAsync(http, path);
        }
        using (refused)
        {
            Assert.InRange(count, 10, Plenty - 1);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
            Assert.Contains($"\"{limit}\";r=0;t=10", refused.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
        }
        using var health = await http.GetAsync(new Uri("healthz", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.False(health.Headers.Contains("RateLimit"));
    }

    /// <summary>The server's own machine is not counted, and nobody becomes it by a header.</summary>
    [Theory]
    [InlineData(null, false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("198.51.100.1", true)]
    public async Task Who_comes_through_a_proxy_is_counted_wherever_it_says_that_it_is(string? forwarded, bool isCounted)
    {
        await using var server = await ServerProcess.StartAsync(
            new Dictionary<string, string> { ["FANOUT__HTTP__TRUSTEDPROXIES__0"] = "127.0.0.1" }, "--dev");
        using var http = new HttpClient { BaseAddress = server.Address };
        if (forwarded is not null)
            http.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded);

        using var answer = await SendAsync(http, "v1/matches");

        Assert.Equal((HttpStatusCode.OK, isCounted), (answer.StatusCode, answer.Headers.Contains("RateLimit")));
    }

    /// <summary>By the key, whose requests may come from several houses; who cannot sign uses up nothing of it.</summary>
    [Fact]
    public async Task Signed_pushes_are_counted_by_the_key_that_signed_them()
    {
        var settings = new Dictionary<string, string>(Few)
        {
            ["FANOUT__HTTP__TRUSTEDPROXIES__0"] = "127.0.0.1",
            ["FANOUT__PUSH__SIGNINGKEYS__f1__k1__SECRET"] = "a-secret-of-thirty-two-characters-1",
            ["FANOUT__PUSH__SIGNINGKEYS__f1__k2__SECRET"] = "a-secret-of-thirty-two-characters-2",
        };
        await using var server = await ServerProcess.StartAsync(settings);
        using var http = new HttpClient { BaseAddress = server.Address };
        var (first, second) = (new RequestSigner("k1", settings["FANOUT__PUSH__SIGNINGKEYS__f1__k1__SECRET"]), new RequestSigner("k2", settings["FANOUT__PUSH__SIGNINGKEYS__f1__k2__SECRET"]));
        for (var count = 0; count < 20; count++)
            Assert.Equal(HttpStatusCode.Unauthorized, await PushAsync(http, first with { Secret = "guessed" }, "198.51.100.1"));

        var taken = 0;
        while (taken < Plenty && await PushAsync(http, first, "198.51.100.1") == HttpStatusCode.OK)
            taken++;

        Assert.InRange(taken, 10, Plenty - 1);
        Assert.Equal(HttpStatusCode.TooManyRequests, await PushAsync(http, first, "198.51.100.2"));
        Assert.Equal(HttpStatusCode.OK, await PushAsync(http, second, "198.51.100.1"));
    }

    private static async Task<HttpStatusCode> PushAsync(HttpClient http, RequestSigner signer, string from)
    {
        using var request = signer.Request("", TimeProvider.System.GetUtcNow(), $";nonce=\"{RandomNumberGenerator.GetHexString(16)}\"");
        request.Headers.Add("X-Forwarded-For", from);
        using var answer = await http.SendAsync(request, Cancellation);
        if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests)
            Assert.Contains("\"feed\";q=10;w=10", answer.Headers.GetValues("RateLimit-Policy").Single(), StringComparison.Ordinal);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string path)
    {
        using var request = new HttpRequestMessage(path.EndsWith("/events", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, path);
        if (request.Method == HttpMethod.Post)
            request.Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        return await http.SendAsync(request, Cancellation);
    }
}
