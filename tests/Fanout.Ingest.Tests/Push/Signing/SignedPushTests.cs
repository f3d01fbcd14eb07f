using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fanout.Ingest.Push;
using Fanout.Ingest.Push.Signing;
using Fanout.Ingest.Tests.Matches;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Ingest.Tests.Push.Signing;

/// <summary>Pushes that are signed (RFC 9421), to a real server: what is taken, and what of everything else is said.</summary>
public sealed class SignedPushTests
{
    private const string Fixture = """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"}}""";
    private const string Signs = "the-secret-that-signs-for-feed-one";
    private const string SignsToo = "the-secret-that-comes-after-that-one";
    private const string NotSigned = "the signature is not that of a key of this feed over this request";
    private const string SignsForTwo = "the-secret-that-signs-for-feed-two";

    private static readonly RequestSigner Signer = new("k1", Signs);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 18, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("")]
    [InlineData(";alg=\"hmac-sha256\";nonce=\"n\\\"1\\\\\"")]
    [InlineData(";expires=1795370401;tag=\"feed\"")]
    public async Task A_signed_request_is_taken(string more)
    {
        await using var server = await StartAsync();

        using var response = await SendAsync(server, Signer.Request(Fixture, _time.GetUtcNow(), more));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(await IngestHost.EntriesAsync(server.Log, "m1"));
    }

    [Fact]
    public async Task More_may_be_signed_in_any_order_and_with_a_query()
    {
        await using var server = await StartAsync();
        var request = Signer.Request(
            Fixture, _time.GetUtcNow(), "", $"{RequestSigner.Target}?a=%20b&c", "\"content-type\" \"content-digest\" \"@query\" \"@path\" \"@method\"");

        using var response = await SendAsync(server, request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public static TheoryData<string, Action<HttpRequestMessage>, string> Changes => new()
    {
        { "body", static request => request.Content = Lines(Fixture + "\n"), "Content-Digest is not that of the body, which has " },
        { "body and digest", static request => Change(request, "Content-Digest", "sha-256=:", "sha-256=:AAAA"), NotSigned },
        { "query", static request => request.RequestUri = new Uri($"{RequestSigner.Target}?x", UriKind.Relative), NotSigned },
        { "feed", static request => request.RequestUri = new Uri("/v1/feeds/f2/events", UriKind.Relative), NotSigned },
        { "time", static request => Change(request, "Signature-Input", "created=1", "created=2"), NotSigned },
        { "a bit", static request => RequestSigner.Replace(request, "Signature", $"sig1=:{new string('A', 43)}=:"), NotSigned },
        { "length", static request => RequestSigner.Replace(request, "Signature", "sig1=::"), NotSigned },
        { "label", static request => RequestSigner.Replace(request, "Signature", "sig2=:AAAA:"), "Signature has no sig1=:…:" },
        { "no signature", static request => request.Headers.Remove("Signature"), "Signature has no sig1=:…:" },
        { "no digest", static request => request.Headers.Remove("Content-Digest"), "the signature covers \"content-digest\", which is not there" },
        { "no key", static request => Change(request, "Signature-Input", "keyid=", "kid="), "the signature does not say by which key it is: it has no keyid" },
        { "other key", static request => Change(request, "Signature-Input", "\"k1\"", "\"k9\""), NotSigned },
        { "no feed", static request => request.RequestUri = new Uri("/v1/feeds/f9/events", UriKind.Relative), NotSigned },
        { "algorithm", static request => Change(request, "Signature-Input", ";keyid", ";alg=\"none\";keyid"), "alg \"none\" is not hmac-sha256" },
        { "not read", static request => Change(request, "Signature-Input", "\"@path\"", "\"@path\" \"@target-uri\""), "the signature covers \"@target-uri\"" },
        { "no time", static request => Change(request, "Signature-Input", ";created", ";made"), "the signature does not say when it was created" },
        { "no field", static request => RequestSigner.Replace(request, "Signature-Input", "sig1=(\"@method\""), "Signature-Input is not a list of components" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_was_changed_on_the_way_is_refused(string what, Action<HttpRequestMessage> change, string said)
    {
        await using var server = await StartAsync();
        var request = Signer.Request(Fixture, _time.GetUtcNow());
        change(request);

        using var response = await SendAsync(server, request);

        var (status, detail) = await PushServer.ProblemAsync(response);
        Assert.True(status == 401 && detail.StartsWith(said, StringComparison.Ordinal), $"{what}: {status} {detail}");
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal([RequestSignatures.Accepted], response.Headers.GetValues("Accept-Signature"));
        Assert.Empty(await IngestHost.EntriesAsync(server.Log, "m1"));
    }

    [Theory]
    [InlineData("@method")]
    [InlineData("@path")]
    [InlineData("@query")]
    [InlineData("content-digest")]
    public async Task A_signature_over_less_is_refused(string lack)
    {
        await using var server = await StartAsync();
        var covered = string.Join(' ', RequestSigner.Needed.Split(' ').Where(one => one != $"\"{lack}\""));

        using var response = await SendAsync(server, Signer.Request(Fixture, _time.GetUtcNow(), components: covered));

        Assert.Equal((401, $"the signature does not cover \"{lack}\""), await PushServer.ProblemAsync(response));
    }

    [Fact]
    public async Task A_request_is_taken_once_and_the_same_events_again_if_signed_anew()
    {
        await using var server = await StartAsync();
        using (var first = await SendAsync(server, Signer.Request(Fixture, _time.GetUtcNow())))
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);

        _time.Advance(TimeSpan.FromSeconds(60));
        using var replayed = await SendAsync(server, Signer.Request(Fixture, _time.GetUtcNow().AddSeconds(-60)));
        using var anew = await SendAsync(server, Signer.Request(Fixture, _time.GetUtcNow().AddSeconds(-60), ";nonce=\"2\""));

        var (status, detail) = await PushServer.ProblemAsync(replayed);
        Assert.Equal(401, status);
        Assert.StartsWith("this signature was taken before", detail, StringComparison.Ordinal);
        Assert.Contains("\"duplicate\":1", await anew.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>Times are compared in whole seconds: one from a clock that is a minute ahead is good for 121 of them, less a moment.</summary>
    [Fact]
    public async Task It_is_remembered_until_the_last_moment_at_which_it_could_be_taken()
    {
        var created = _time.GetUtcNow().AddSeconds(60);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        await using var server = await StartAsync();
        using (var first = await SendAsync(server, Signer.Request(Fixture, created)))
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);

        _time.SetUtcNow(created.AddSeconds(60.9));
        using var replayed = await SendAsync(server, Signer.Request(Fixture, created));

        Assert.StartsWith("this signature was taken before", (await PushServer.ProblemAsync(replayed)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_comes_slowly_does_not_outlast_what_is_remembered()
    {
        await using var server = await StartAsync();
        var created = _time.GetUtcNow();
        using (var first = await SendAsync(server, Signer.Request(Fixture, created)))
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using var slow = await SlowPush.BeginAsync(server.Address, Signer.Request(Fixture, created));

        _time.Advance(TimeSpan.FromSeconds(300));
        var answer = await slow.EndAsync();

        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
        Assert.Contains("the body came so slowly that its signature, or the key, was no longer good", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_comes_slowly_does_not_outlast_its_key()
    {
        await using var server = await StartAsync(options => options.SigningKeys["f1"]["k1"].NotAfter = _time.GetUtcNow().AddSeconds(10));
        using var slow = await SlowPush.BeginAsync(server.Address, Signer.Request(Fixture, _time.GetUtcNow()));

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.StartsWith("HTTP/1.1 401", await slow.EndAsync(), StringComparison.Ordinal);
        Assert.Empty(await IngestHost.EntriesAsync(server.Log, "m1"));
    }

    [Fact]
    public async Task A_feed_that_sends_too_many_takes_no_room_of_another()
    {
        await using var server = await StartAsync(rememberedMax: 1);
        using (var first = await SendAsync(server, Signer.Request(Fixture, _time.GetUtcNow())))
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);

        using var full = await SendAsync(server, Signer.Request(Fixture, _time.GetUtcNow(), ";nonce=\"2\""));
        var other = new RequestSigner("k1", SignsForTwo).Request(Fixture, _time.GetUtcNow(), target: "/v1/feeds/f2/events");
        using var others = await SendAsync(server, other);

        Assert.Equal((503, "too many signed requests of feed f1 came within two minutes"), await PushServer.ProblemAsync(full));
        Assert.NotNull(full.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, others.StatusCode);
        _time.Advance(TimeSpan.FromSeconds(61));
        using var again = await SendAsync(server, Signer.Request(Fixture, _time.GetUtcNow()));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Who_has_seen_the_head_of_a_request_cannot_use_its_signature_up()
    {
        await using var server = await StartAsync();
        var forged = Signer.Request(Fixture, _time.GetUtcNow());
        forged.Content = Lines("{}");
        using (var refused = await SendAsync(server, forged)) Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        using var response = await SendAsync(server, Signer.Request(Fixture, _time.GetUtcNow()));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>Else whoever knows the id of a key, or has seen a request of it, could use up what the key may send.</summary>
    [Fact]
    public async Task Only_what_a_key_has_signed_and_is_new_is_counted_for_it()
    {
        var counted = new List<string>();
        var isFull = false;
        await using var server = await StartAsync(countSigned: (_, feed, keyId) =>
        {
            counted.Add($"{feed}/{keyId}");
            return isFull ? Microsoft.AspNetCore.Http.TypedResults.Problem("too many", statusCode: 429) : null;
        });
        var (forged, headSeen) = (Signer.Request(Fixture, _time.GetUtcNow()), Signer.Request(Fixture, _time.GetUtcNow()));
        RequestSigner.Replace(forged, "Signature", $"sig1=:{new string('A', 43)}=:");
        headSeen.Content = Lines("{}");
        foreach (var request in new[] { forged, headSeen, Signer.Request(Fixture, _time.GetUtcNow()), Signer.Request(Fixture, _time.GetUtcNow()) })
            (await SendAsync(server, request)).Dispose();
        Assert.Equal(["f1/k1"], counted);

        isFull = true;
        using var refused = await SendAsync(server, Signer.Request(Fixture, _time.GetUtcNow(), ";nonce=\"2\""));
        Assert.Equal((429, "too many"), await PushServer.ProblemAsync(refused));
    }

    [Theory]
    [InlineData(-61, "created is 61 s behind the clock of this server, 60 s may be")]
    [InlineData(-60, null)]
    [InlineData(60, null)]
    [InlineData(61, "created is 61 s ahead of the clock of this server, 60 s may be")]
    public async Task A_clock_may_be_off_by_a_minute(int seconds, string? fault)
    {
        await using var server = await StartAsync();

        using var response = await SendAsync(server, Signer.Request(Fixture, _time.GetUtcNow().AddSeconds(seconds)));

        if (fault is null) Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        else Assert.Equal((401, fault), await PushServer.ProblemAsync(response));
    }

    [Fact]
    public async Task A_signature_that_has_expired_is_refused()
    {
        await using var server = await StartAsync();
        var expires = _time.GetUtcNow().ToUnixTimeSeconds() - 5;

        using var response = await SendAsync(server, Signer.Request(Fixture, _time.GetUtcNow(), $";expires={expires}"));

        Assert.Equal((401, "the signature expired 5 s ago"), await PushServer.ProblemAsync(response));
    }

    [Fact]
    public async Task A_key_is_replaced_without_a_moment_in_which_none_is_good()
    {
        var (begins, ends) = (_time.GetUtcNow().AddHours(1), _time.GetUtcNow().AddHours(2));
        await using var server = await StartAsync(options =>
        {
            options.SigningKeys["f1"]["k1"].NotAfter = ends;
            options.SigningKeys["f1"]["k2"] = new SigningKeyOptions { Secret = SignsToo, NotBefore = begins };
        });
        var (old, next) = (Signer, new RequestSigner("k2", SignsToo));

        Assert.Equal("200", await TriedAsync(old));
        Assert.Equal("401 key k2 is good from 2026-11-22 19:00:00Z on", await TriedAsync(next));
        _time.SetUtcNow(begins);
        Assert.Equal(("200", "200"), (await TriedAsync(old), await TriedAsync(next)));
        _time.SetUtcNow(ends);
        Assert.Equal("401 key k1 was good until 2026-11-22 20:00:00Z", await TriedAsync(old));
        Assert.Equal("200", await TriedAsync(next));

        async Task<string> TriedAsync(RequestSigner signer)
        {
            using var response = await SendAsync(server, signer.Request(Fixture, _time.GetUtcNow()));
            return response.IsSuccessStatusCode ? "200" : $"401 {(await PushServer.ProblemAsync(response)).Detail}";
        }
    }

    /// <summary>With a form of its own or ours, before or behind, by a key of which the feed has one of the same id.</summary>
    [Theory]
    [InlineData("proxy=(\"@method\");created=1;keyid=\"p\"", false)]
    [InlineData("proxy=(\"@method\");created=1;keyid=\"k1\"", false)]
    [InlineData($"proxy=({RequestSigner.Needed});created=1;keyid=\"k1\"", false)]
    [InlineData($"proxy=({RequestSigner.Needed});created=1;keyid=\"k1\"", true)]
    [InlineData($"proxy=({RequestSigner.Needed});created=1;keyid=\"k2\";alg=\"ed25519\"", false)]
    public async Task A_proxy_may_sign_as_well(string input, bool behind)
    {
        await using var server = await StartAsync();
        var request = Signer.Request(Fixture, _time.GetUtcNow());
        Add(request, "Signature-Input", input, behind);
        Add(request, "Signature", "proxy=:AAAA:", behind);

        using var response = await SendAsync(server, request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>As while it changes over: none of them is left to send the request with again, and one is enough to count it for.</summary>
    [Fact]
    public async Task A_request_that_is_signed_with_two_keys_is_taken_once_and_counted_for_the_first()
    {
        var counted = new List<string>();
        await using var server = await StartAsync(
            static options => options.SigningKeys["f1"]["k2"] = new SigningKeyOptions { Secret = SignsToo },
            countSigned: (_, _, keyId) =>
            {
                counted.Add(keyId);
                return null;
            });
        var (both, second) = (Signer.Request(Fixture, _time.GetUtcNow()), new RequestSigner("k2", SignsToo).Request(Fixture, _time.GetUtcNow()));
        foreach (var header in new[] { "Signature-Input", "Signature" })
            Add(both, header, second.Headers.GetValues(header).Single().Replace("sig1=", "sig2=", StringComparison.Ordinal), behind: true);
        using (var taken = await SendAsync(server, both)) Assert.Equal(HttpStatusCode.OK, taken.StatusCode);

        using var replayed = await SendAsync(server, second);

        Assert.Equal(["k1"], counted);
        Assert.StartsWith("this signature was taken before", (await PushServer.ProblemAsync(replayed)).Detail, StringComparison.Ordinal);
    }

    /// <summary>Whoever has no key does not learn which feeds and keys there are, from anything that it gets wrong.</summary>
    [Theory]
    [InlineData("f1", "k1", "")]
    [InlineData("f1", "k9", "")]
    [InlineData("f9", "k1", "")]
    [InlineData("f1", "k1", ";alg=\"none\"")]
    [InlineData("f1", "k9", ";alg=\"none\"")]
    [InlineData("f9", "k1", ";alg=\"none\"")]
    public async Task Who_cannot_sign_is_told_the_same_of_every_feed_and_key(string feed, string keyId, string more)
    {
        await using var server = await StartAsync();
        var forged = new RequestSigner(keyId, "a-secret-that-nobody-was-ever-given");

        using var response = await SendAsync(
            server, forged.Request(Fixture, _time.GetUtcNow().AddHours(-1), more, $"/v1/feeds/{feed}/events"));

        Assert.Equal((401, more.Length == 0 ? NotSigned : "alg \"none\" is not hmac-sha256"), await PushServer.ProblemAsync(response));
    }

    [Fact]
    public async Task A_key_that_is_shown_is_judged_alone()
    {
        await using var server = await StartAsync();
        var (good, bad) = (Signer.Request(Fixture, _time.GetUtcNow()), Signer.Request(Fixture, _time.GetUtcNow()));
        RequestSigner.Replace(good, "Signature", "nonsense");
        good.Headers.Authorization = new AuthenticationHeaderValue("Bearer", PushServer.Key);
        bad.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Signs);

        using var taken = await SendAsync(server, good);
        using var refused = await SendAsync(server, bad);

        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    private static ByteArrayContent Lines(string body) =>
        new(Encoding.UTF8.GetBytes(body)) { Headers = { { "Content-Type", "application/x-ndjson" } } };

    private static void Change(HttpRequestMessage request, string header, string was, string now)
    {
        var value = request.Headers.GetValues(header).Single();
        Assert.Contains(was, value, StringComparison.Ordinal);
        RequestSigner.Replace(request, header, value.Replace(was, now, StringComparison.Ordinal));
    }

    private static void Add(HttpRequestMessage request, string header, string value, bool behind)
    {
        var own = request.Headers.GetValues(header).Single();
        RequestSigner.Replace(request, header, behind ? $"{own}, {value}" : $"{value}, {own}");
    }

    private static async Task<HttpResponseMessage> SendAsync(PushServer server, HttpRequestMessage request)
    {
        using (request) return await server.SendAsync(request);
    }

    private Task<PushServer> StartAsync(Action<PushOptions>? more = null, int rememberedMax = 1_000, SignedCount? countSigned = null) =>
        PushServer.StartAsync(signingTime: _time, rememberedMax: rememberedMax, countSigned: countSigned, push: options =>
        {
            options.SigningKeys["f1"] = new() { ["k1"] = new SigningKeyOptions { Secret = Signs } };
            options.SigningKeys["f2"] = new() { ["k1"] = new SigningKeyOptions { Secret = SignsForTwo } };
            more?.Invoke(options);
        });
}
