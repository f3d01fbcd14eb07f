using System.Text.Json;
using Fanout.Log.Tests;
using Fanout.Server.Access;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Fanout.Server.Tests.Access;

public sealed class KeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fanout-keys-").FullName;
    private readonly HttpClient _http = new();
    private readonly TokenMaker _maker = new();

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_file_holds_a_key_set_or_a_public_key()
    {
        Assert.Equal("k1", Assert.Single(await ReadAsync(_maker.KeySet)).KeyId);
        Assert.IsType<ECDsaSecurityKey>(Assert.Single(await ReadAsync(_maker.Pem)));
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        Assert.IsType<RsaSecurityKey>(Assert.Single(await ReadAsync(rsa.ExportSubjectPublicKeyInfoPem())));
    }

    [Fact]
    public async Task A_weak_key_a_private_one_and_what_is_no_key_are_refused_by_name()
    {
        using var rsa = System.Security.Cryptography.RSA.Create(1024);
        Assert.Contains("none of 2048 bits", await ProblemAsync(rsa.ExportSubjectPublicKeyInfoPem()), StringComparison.Ordinal);
        Assert.Contains("private key", await ProblemAsync(_maker.PrivatePem), StringComparison.Ordinal);
        Assert.Contains("no keys can be read", await ProblemAsync("hello"), StringComparison.Ordinal);
        Assert.Contains("there is no key", await ProblemAsync("""{"keys":[]}"""), StringComparison.Ordinal);
        Assert.Contains("no keys can be read", await ProblemAsync("[]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_taken_from_a_file_unless_it_is_short_enough_to_be_tried_out()
    {
        Assert.Equal("long", Assert.Single(await ReadAsync(Secrets(("short", 31), ("long", 32)))).KeyId);
        Assert.Contains("or of 256 if it is a secret", await ProblemAsync(Secrets(("short", 31))), StringComparison.Ordinal);
        Assert.Contains("no keys can be read", await ProblemAsync("""{"keys":[{"kty":"oct","k":"!"}]}"""), StringComparison.Ordinal);
    }

    /// <summary>Whoever can ask there could sign.</summary>
    [Fact]
    public async Task A_secret_that_stands_at_an_address_is_none()
    {
        using var http = new HttpClient(new GivenAnswers(_ => Task.FromResult(Secrets(("long", 32)))));
        var source = new KeySource("https://issuer.test/keys", http);
        await Assert.ThrowsAsync<AccessUnavailableException>(() => source.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_secret_in_a_file_signs()
    {
        var secret = new string('s', 32);
        var file = await ReadAsync(Secrets(("k1", secret)));
        var keys = new IssuerKeys(_ => Task.FromResult(file), new FakeTimeProvider());
        var options = new IssuerOptions { Issuer = TokenMaker.Issuer, Audience = TokenMaker.Audience };
        using var meters = new TestMeters();
        using var access = new TokenAccess(
            null, [new TokenIssuer(options, TimeSpan.FromHours(24), RightsRules.None, keys, new FakeTimeProvider())], new AccessMetrics(meters));
        var ends = new FakeTimeProvider().GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        var payload = $$$"""{"iss":"{{{TokenMaker.Issuer}}}","aud":"{{{TokenMaker.Audience}}}","exp":{{{ends}}},"fanout":{"topics":["*"]}}""";

        var verdict = await access.AuthorizeAsync(TokenMaker.MakeWithSecret(payload, secret), TestContext.Current.CancellationToken);

        Assert.Null(verdict.Problem);
    }

    [Theory]
    [InlineData("https://issuer.test/.well-known/openid-configuration", true)]
    [InlineData("http://127.0.0.1:80/keys", true)]
    [InlineData("http://issuer.test/keys", false)]
    [InlineData("ftp://issuer.test/keys", false)]
    [InlineData("/no/such/file", false)]
    public void A_place_is_a_file_or_an_address_that_nobody_can_listen_in_to(string place, bool allowed) =>
        Assert.Equal(allowed, KeySource.ProblemOf(place) is null);

    [Fact]
    public async Task Keys_stay_good_while_their_place_is_away_but_not_for_ever()
    {
        var time = new FakeTimeProvider();
        var away = false;
        using var keys = new IssuerKeys(
            _ => away
                ? throw new AccessUnavailableException("away")
                : Task.FromResult<IReadOnlyList<SecurityKey>>([_maker.PublicKey]),
            time);
        Assert.Single(await keys.GetAsync(TestContext.Current.CancellationToken));
        away = true;
        time.Advance(IssuerKeys.StaleMax - TimeSpan.FromSeconds(1));
        Assert.Single(await keys.GetAsync(TestContext.Current.CancellationToken));
        time.Advance(TimeSpan.FromSeconds(11));
        await Assert.ThrowsAsync<AccessUnavailableException>(async () => await keys.GetAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Whoever makes up a token and hangs up at once costs one reading in ten seconds, as whoever waits.</summary>
    [Fact]
    public async Task Who_gives_up_waiting_does_not_have_the_keys_read_again()
    {
        var read = new TaskCompletionSource<IReadOnlyList<SecurityKey>>();
        var readCount = 0;
        using var keys = new IssuerKeys(
            cancellation =>
            {
                readCount++;
                return read.Task.WaitAsync(cancellation);
            },
            new FakeTimeProvider());
        for (var count = 0; count < 10; count++)
        {
            using var gone = new CancellationTokenSource();
            var asked = keys.LookAsync(gone.Token).AsTask();
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        }
        Assert.Equal(1, readCount);

        var waits = keys.GetAsync(TestContext.Current.CancellationToken).AsTask();
        read.SetResult([_maker.PublicKey]);
        Assert.Single(await waits);
        Assert.Equal(1, readCount);
    }

    [Fact]
    public async Task Nobody_waits_while_keys_are_read_again()
    {
        var time = new FakeTimeProvider();
        var read = Task.FromResult<IReadOnlyList<SecurityKey>>([_maker.PublicKey]);
        using var keys = new IssuerKeys(_ => read, time);
        Assert.Equal("k1", await IdAsync(keys));
        var slow = new TaskCompletionSource<IReadOnlyList<SecurityKey>>();
        read = slow.Task;
        time.Advance(IssuerKeys.AgeMax);

        var asked = keys.GetAsync(TestContext.Current.CancellationToken);

        Assert.True(asked.IsCompletedSuccessfully);
        Assert.Equal("k1", Assert.Single(await asked).KeyId);
        slow.SetResult([new TokenMaker { KeyId = "k2" }.PublicKey]);
        await keys.LookAsync(TestContext.Current.CancellationToken); // which waits for what was begun
        Assert.Equal("k2", await IdAsync(keys));
    }

    /// <summary>The first who comes after an hour gets no key that was withdrawn.</summary>
    [Fact]
    public async Task Keys_are_read_again_though_nobody_asks_and_soon_where_that_failed()
    {
        var time = new FakeTimeProvider();
        var (id, away) = ("k1", false);
        using var keys = new IssuerKeys(
            _ => away
                ? throw new AccessUnavailableException("away")
                : Task.FromResult<IReadOnlyList<SecurityKey>>([new TokenMaker { KeyId = id }.PublicKey]),
            time);
        Assert.Equal("k1", await IdAsync(keys));
        (id, away) = ("k2", true);
        time.Advance(IssuerKeys.AgeMax - TimeSpan.FromMinutes(1));
        Assert.Equal("k1", await IdAsync(keys));
        away = false;
        time.Advance(IssuerKeys.LookInterval);
        Assert.Equal("k2", await IdAsync(keys));
        id = "k3";
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("k3", await IdAsync(keys));
    }

    private static async Task<string> IdAsync(IssuerKeys keys) =>
        Assert.Single(await keys.GetAsync(TestContext.Current.CancellationToken)).KeyId;

    private async Task<IReadOnlyList<SecurityKey>> ReadAsync(string text)
    {
        var file = Path.Combine(_folder, "keys");
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        return await new KeySource(file, _http).ReadAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A key set of secrets.</summary>
    private static string Secrets(params (string Id, int Size)[] keys) =>
        Secrets([.. keys.Select(static key => (key.Id, new string('s', key.Size)))]);

    private static string Secrets(params (string Id, string Secret)[] keys) => JsonSerializer.Serialize(new
    {
        keys = keys.Select(static key => new { kty = "oct", k = Base64UrlEncoder.Encode(key.Secret), kid = key.Id, use = "sig" }),
    });

    private async Task<string> ProblemAsync(string text) =>
        (await Assert.ThrowsAsync<AccessUnavailableException>(() => ReadAsync(text))).Message;
}
