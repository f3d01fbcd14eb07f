using System.Globalization;
using Fanout.Log.Tests;
using Fanout.Server.Access;
using Fanout.Server.Topics;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Fanout.Server.Tests.Access;

/// <summary>RFC 7519, and what RFC 8725 says that goes wrong with it.</summary>
public sealed class TokenAccessTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Soon = Now.AddMinutes(10);

    private static readonly string[] Topics = ["*"];
    private static readonly string[] Scores = ["score/*"];
    private static readonly string[] Services = ["other", TokenMaker.Audience];
    private static readonly string[] Critical = ["b64"];

    private readonly FakeTimeProvider _time = new(Now);
    private readonly TestMeters _meters = new();
    private readonly TokenMaker _maker = new();
    private readonly AccessOptions _rules = new();
    private readonly List<SecurityKey> _keys = [];
    private int _readCount;

    public TokenAccessTests() => _keys.Add(_maker.PublicKey);

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task A_token_says_who_may_see_what_and_until_when()
    {
        var principal = (await JudgeAsync(_maker.Make(Soon, Fanout(("topics", Scores), ("delaySeconds", 30))))).Principal!;
        Assert.Equal(("reader", Soon.ToUnixTimeMilliseconds()), (principal.Name, principal.ExpiresMs));
        Assert.Equal(["read:score/*", "delaySeconds=30"], principal.Rights.Names);
        Assert.True(principal.Rights.MaySee(new TopicName(TopicKind.Score, "m1", 1)));
        Assert.False(principal.Rights.MaySee(new TopicName(TopicKind.Match, "m1", 1)));
    }

    [Fact]
    public async Task Refusals_are_counted()
    {
        using var refused = _meters.Read("fanout.access.refused");
        var access = Access();
        foreach (var token in new[] { "no-token", _maker.Make(Soon), _maker.Make(Now), new TokenMaker().Make(Soon) })
            await AskAsync(access, token);
        Assert.Equal(3, refused.Values.Sum());
    }

    [Theory]
    [InlineData("JWT")]
    [InlineData("at+jwt")]
    [InlineData("application/at+jwt")]
    public async Task Access_tokens_have_these_types(string type) =>
        Assert.True((await JudgeAsync(_maker.Make(Soon, type: type))).IsGranted);

    [Fact]
    public async Task A_token_that_ended_is_told_from_one_that_never_was_good()
    {
        Assert.True((await JudgeAsync(_maker.Make(Now))).HasEnded);
        Assert.True((await JudgeAsync(_maker.Make(Now.AddDays(-1)))).HasEnded);
        Assert.False((await JudgeAsync(new TokenMaker().Make(Now.AddDays(-1)))).HasEnded);
    }

    [Fact]
    public async Task A_token_without_a_signature_is_refused()
    {
        foreach (var algorithm in new[] { "none", "None", "NONE" })
        {
            var token = TokenMaker.Assemble($$"""{"alg":"{{algorithm}}","typ":"JWT"}""", Payload(), []);
            Assert.False((await JudgeAsync(token)).IsGranted);
        }
    }

    /// <summary>RFC 8725 §2.1: the public key of a signature, which everybody knows, taken for the secret of an HMAC.</summary>
    [Fact]
    public async Task A_public_key_is_no_secret()
    {
        foreach (var secret in new[] { _maker.Pem, _maker.Pem + "\n", _maker.KeySet })
            Assert.False((await JudgeAsync(TokenMaker.MakeWithSecret(Payload(), secret))).IsGranted);
    }

    [Fact]
    public async Task A_secret_that_the_issuer_has_in_its_key_set_signs_as_well()
    {
        const string secret = "a secret of thirty-two bytes, or more than that";
        _keys.Add(new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(secret)));
        Assert.True((await JudgeAsync(TokenMaker.MakeWithSecret(Payload(), secret))).IsGranted);
        Assert.False((await JudgeAsync(TokenMaker.MakeWithSecret(Payload(), secret + "x"))).IsGranted);
    }

    [Theory]
    [InlineData("HS256", 32, true)]
    [InlineData("HS384", 32, false)]
    [InlineData("HS384", 48, true)]
    [InlineData("HS512", 48, false)]
    [InlineData("HS512", 64, true)]
    public async Task A_secret_is_as_long_as_the_hash_that_it_signs_with(string algorithm, int size, bool isGranted)
    {
        var secret = new string('s', size);
        _keys.Add(new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(secret)));
        Assert.Equal(isGranted, (await JudgeAsync(TokenMaker.MakeWithSecret(Payload(), secret, algorithm))).IsGranted);
    }

    [Fact]
    public async Task A_key_of_somebody_else_with_the_same_name_does_not_sign() =>
        Assert.Equal("the token's signature is not its issuer's", (await JudgeAsync(new TokenMaker().Make(Soon))).Problem);

    [Fact]
    public async Task A_token_that_was_changed_is_refused()
    {
        var parts = _maker.Make(Soon).Split('.');
        var other = _maker.Make(Soon.AddMinutes(1)).Split('.');
        Assert.False((await JudgeAsync($"{parts[0]}.{other[1]}.{parts[2]}")).IsGranted);
        Assert.False((await JudgeAsync($"{parts[0]}.{parts[1]}.")).IsGranted);
    }

    [Theory]
    [InlineData("iss", "https://elsewhere.test/", "the token is of an issuer that is not known here")]
    [InlineData("iss", "https://issuer.test", "the token is of an issuer that is not known here")]
    [InlineData("aud", "other", "the token is for another service: its aud is not this one's")]
    [InlineData("fanout", "all", "the token's claim fanout: it is not there, or no object")]
    public async Task Claims_of_another_issuer_or_service_are_refused(string claim, string value, string problem) =>
        Assert.Equal(problem, (await JudgeAsync(_maker.Make(Soon, new() { [claim] = value }))).Problem);

    [Fact]
    public async Task Connections_are_counted_by_the_sub_which_is_needed_for_it()
    {
        var principal = (await JudgeAsync(_maker.Make(Soon, Fanout(("topics", Topics), ("connections", 3))))).Principal!;
        Assert.Equal((3, $"{TokenMaker.Issuer}\nreader"), (principal.Rights.ConnectionsMax, principal.Holder));

        var nobodys = Fanout(("topics", Topics), ("connections", 3));
        nobodys["sub"] = "";
        Assert.Equal(
            "the token's claim fanout: connections: there is no sub of 1 to 128 characters to count by",
            (await JudgeAsync(_maker.Make(Soon, nobodys))).Problem);
    }

    [Fact]
    public async Task One_audience_of_several_is_enough() =>
        Assert.True((await JudgeAsync(_maker.Make(Soon, new() { ["aud"] = Services }))).IsGranted);

    [Fact]
    public async Task A_token_must_end_and_not_too_late()
    {
        var payload = $$$"""{"iss":"{{{TokenMaker.Issuer}}}","aud":"live","fanout":{"topics":["*"]}}""";
        const string secret = "a secret of thirty-two bytes, or more than that";
        _keys.Add(new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(secret)));
        Assert.Equal("the token never ends: it has no exp", (await JudgeAsync(TokenMaker.MakeWithSecret(payload, secret))).Problem);
        Assert.Equal(
            "the token is good for 2.00:00:00, 1.00:00:00 may be", (await JudgeAsync(_maker.Make(Now.AddDays(2)))).Problem);
    }

    [Fact]
    public async Task A_token_that_is_not_good_yet_is_refused_but_for_clocks_that_are_a_minute_apart()
    {
        Assert.True((await JudgeAsync(_maker.Make(Soon, new() { ["nbf"] = Now.AddSeconds(59).ToUnixTimeSeconds() }))).IsGranted);
        Assert.Equal(
            "the token is not good yet: nbf is to come",
            (await JudgeAsync(_maker.Make(Soon, new() { ["nbf"] = Now.AddSeconds(61).ToUnixTimeSeconds() }))).Problem);
    }

    [Fact]
    public async Task Headers_that_must_be_understood_and_other_types_are_refused()
    {
        Assert.Equal(
            "the token has critical headers (crit), and none is known here",
            (await JudgeAsync(_maker.Make(Soon, headers: new() { ["crit"] = Critical }))).Problem);
        Assert.Contains("of type \"dpop+jwt\"", (await JudgeAsync(_maker.Make(Soon, type: "dpop+jwt"))).Problem, StringComparison.Ordinal);
    }

    /// <summary>It may take something away.</summary>
    [Fact]
    public async Task A_right_that_is_not_known_here_is_refused()
    {
        var verdict = await JudgeAsync(_maker.Make(Soon, Fanout(("topics", Topics), ("planet", "Mars"))));
        Assert.Contains("'planet'", verdict.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_names_a_tier_of_the_server_and_where_its_reader_is()
    {
        _rules.Tiers["gold"] = new RightsForm { Topics = ["*"], DelaySeconds = 5 };
        _rules.Territories["league"] = new TerritoryOptions { Matches = ["de:*"], Allowed = ["DE"] };
        var rights = (await JudgeAsync(_maker.Make(Soon, Fanout(("tier", "gold"), ("territory", "FR"))))).Principal!.Rights;
        Assert.Equal(["read", "delaySeconds=5", "tier=gold", "territory=FR"], rights.Names);
        Assert.False(rights.MaySee(new TopicName(TopicKind.Match, "de:1", 1)));
        Assert.Equal(
            "the token's claim fanout: tier: \"silver\" is not one of this server's",
            (await JudgeAsync(_maker.Make(Soon, Fanout(("tier", "silver"))))).Problem);
        Assert.Equal(
            "the token's claim fanout: territory: \"Germany\" is not a code of ISO 3166-1 alpha-2, like DE",
            (await JudgeAsync(_maker.Make(Soon, Fanout(("topics", Topics), ("territory", "Germany"))))).Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("e30.e30.")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.AA")]
    public async Task What_is_no_token_is_refused(string token) => Assert.False((await JudgeAsync(token)).IsGranted);

    [Fact]
    public async Task A_token_of_any_length_is_refused_before_it_is_read() =>
        Assert.Equal("the token has 8193 characters, 8192 may be", (await JudgeAsync(new string('a', 8193))).Problem);

    [Fact]
    public async Task A_new_key_is_looked_for_when_the_first_token_names_it()
    {
        var access = Access();
        Assert.True((await AskAsync(access, _maker.Make(Soon))).IsGranted);
        var next = new TokenMaker { KeyId = "k2" };
        _keys.Add(next.PublicKey);
        _time.Advance(IssuerKeys.LookInterval);

        Assert.True((await AskAsync(access, next.Make(Soon))).IsGranted);
        Assert.True((await AskAsync(access, _maker.Make(Soon))).IsGranted);
        Assert.Equal(2, _readCount);
    }

    [Fact]
    public async Task Keys_that_nobody_has_are_not_looked_for_again_and_again()
    {
        var access = Access();
        for (var count = 0; count < 100; count++)
        {
            var stranger = new TokenMaker { KeyId = count.ToString(CultureInfo.InvariantCulture) };
            Assert.False((await AskAsync(access, stranger.Make(Soon))).IsGranted);
        }
        Assert.Equal(1, _readCount);
    }

    [Fact]
    public async Task A_key_that_was_withdrawn_is_good_for_five_minutes_at_most()
    {
        var access = Access();
        Assert.True((await AskAsync(access, _maker.Make(Soon))).IsGranted);
        _keys[0] = new TokenMaker { KeyId = "k2" }.PublicKey;
        _time.Advance(IssuerKeys.AgeMax);
        Assert.False((await AskAsync(access, _maker.Make(Soon))).IsGranted);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_and_so_is_every_one_while_nobody_can_say()
    {
        var list = Path.GetTempFileName();
        using var http = new HttpClient();
        var revocations = new Revocations("ours", list, http);
        var token = _maker.Make(Soon, new() { ["jti"] = "j1", ["iat"] = Now.ToUnixTimeSeconds() });
        await Assert.ThrowsAsync<AccessUnavailableException>(async () => await AskAsync(Access(revocations), token));

        foreach (var (text, problem) in new[]
        {
            ("""{"tokens":["j2"],"subjects":{"reader":1}}""", null),
            ("""{"tokens":["j1"]}""", "the token was revoked"),
            ($$$"""{"subjects":{"reader":{{{Now.ToUnixTimeSeconds() + 1}}}}}""", "the token was revoked"),
        })
        {
            await File.WriteAllTextAsync(list, text, TestContext.Current.CancellationToken);
            await revocations.ReadAsync(TestContext.Current.CancellationToken);
            Assert.Equal(problem, (await AskAsync(Access(revocations), token)).Problem);
        }
        File.Delete(list);
    }

    private static Dictionary<string, object> Fanout(params (string Name, object Value)[] members) =>
        new() { ["fanout"] = members.ToDictionary(static member => member.Name, static member => member.Value) };

    private static string Payload() =>
        $$$"""{"iss":"{{{TokenMaker.Issuer}}}","aud":"live","exp":{{{Soon.ToUnixTimeSeconds()}}},"fanout":{"topics":["*"]}}""";

    private ValueTask<AccessVerdict> JudgeAsync(string token) => AskAsync(Access(), token);

    private static ValueTask<AccessVerdict> AskAsync(TokenAccess access, string token) =>
        access.AuthorizeAsync(token, TestContext.Current.CancellationToken);

    private TokenAccess Access(Revocations? revocations = null)
    {
        var keys = new IssuerKeys(
            _ =>
            {
                _readCount++;
                return Task.FromResult<IReadOnlyList<SecurityKey>>([.. _keys]);
            },
            _time);
        var options = new IssuerOptions { Issuer = TokenMaker.Issuer, Audience = TokenMaker.Audience };
        return new TokenAccess(null, [new TokenIssuer(options, TimeSpan.FromHours(24), new RightsRules(_rules), keys, _time, revocations)], new AccessMetrics(_meters));
    }
}
