using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fanout.Server.Access;

/// <summary>Judges the tokens of one issuer: JSON Web Tokens (RFC 7519) by the rules of RFC 8725.</summary>
/// <param name="options">Whose, and for whom they must be.</param>
/// <param name="lifetimeMax">How long one may be good at most.</param>
/// <param name="rules">What the server makes of the rights that they name.</param>
/// <param name="keys">Its keys, which go with it.</param>
/// <param name="time">Clock.</param>
/// <param name="revocations">Which of its tokens are no longer good; null: nobody says.</param>
internal sealed class TokenIssuer(
    IssuerOptions options, TimeSpan lifetimeMax, RightsRules rules, IssuerKeys keys, TimeProvider time, Revocations? revocations = null)
    : IDisposable
{
    /// <summary>The claim that says what may be read.</summary>
    public const string RightsClaim = "fanout";

    private const int NameLengthMax = 128;

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(60); // of an issuer whose clock is ahead

    /// <summary>
    /// Signatures with a public key, and HMAC where the issuer's key set has a secret. A key is never used for an algorithm of
    /// another kind (RFC 8725 §3.1), and <c>none</c> is no signature.
    /// </summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.HmacSha256, SecurityAlgorithms.HmacSha384, SecurityAlgorithms.HmacSha512,
    ];

    private static readonly string[] Types = ["JWT", "at+jwt", "application/at+jwt"]; // RFC 7519 §5.1, RFC 9068 §2.1

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = TokenAccess.TokenLengthMax };

    public string Name => options.Issuer;

    /// <exception cref="AccessUnavailableException">The keys are not there.</exception>
    public async ValueTask<AccessVerdict> JudgeAsync(JsonWebToken token, CancellationToken cancellationToken)
    {
        if (token.TryGetHeaderValue<object>("crit", out _))
            return AccessVerdict.Refused("the token has critical headers (crit), and none is known here");
        if (token.Typ is { Length: > 0 } type && !Types.Contains(type, StringComparer.OrdinalIgnoreCase))
            return AccessVerdict.Refused($"the token is of type \"{type}\", not one of {string.Join(", ", Types)}");
        var known = await keys.GetAsync(cancellationToken).ConfigureAwait(false);
        var result = await ValidateAsync(token, known).ConfigureAwait(false);
        if (!result.IsValid && result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            var newest = await keys.LookAsync(cancellationToken).ConfigureAwait(false);
            if (!ReferenceEquals(newest, known))
                result = await ValidateAsync(token, newest).ConfigureAwait(false);
        }
        return result.IsValid ? Judge(token) : AccessVerdict.Refused(WordFor(result.Exception));
    }

    public void Dispose() => keys.Dispose();

    private Task<TokenValidationResult> ValidateAsync(JsonWebToken token, IReadOnlyList<SecurityKey> with) =>
        _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = options.Issuer,
            ValidAudience = options.Audience,
            ValidAlgorithms = Algorithms,
            IssuerSigningKeys = with,
            TryAllIssuerSigningKeys = token.Kid is null or "",
            RequireSignedTokens = true,
            ValidateLifetime = false, // below, by the clock that we are told
        });

    /// <summary>What a token says that is the issuer's.</summary>
    private AccessVerdict Judge(JsonWebToken token)
    {
        var now = time.GetUtcNow();
        if (token.ValidTo == DateTime.MinValue)
            return AccessVerdict.Refused("the token never ends: it has no exp");
        DateTimeOffset ends = DateTime.SpecifyKind(token.ValidTo, DateTimeKind.Utc);
        if (ends <= now)
            return AccessVerdict.Ended;
        if (ends - now > lifetimeMax + ClockTolerance)
            return AccessVerdict.Refused($"the token is good for {ends - now:d\\.hh\\:mm\\:ss}, {lifetimeMax:d\\.hh\\:mm\\:ss} may be");
        if (DateTime.SpecifyKind(token.ValidFrom, DateTimeKind.Utc) > now + ClockTolerance)
            return AccessVerdict.Refused("the token is not good yet: nbf is to come");
        if (RightsOf(token, out var problem) is not { } rights)
            return AccessVerdict.Refused($"the token's claim {RightsClaim}: {problem}");
        var subject = token.Subject is { Length: > 0 and <= NameLengthMax } given ? given : null;
        if (subject is null && rights.ConnectionsMax is not null)
            return AccessVerdict.Refused($"the token's claim {RightsClaim}: connections: there is no sub of 1 to {NameLengthMax} characters to count by");
        var principal = new Principal(subject ?? options.Issuer, ends.ToUnixTimeMilliseconds(), rights)
        {
            Token = revocations is null ? default : MarkOf(token),
            Revocations = revocations,
            Holder = subject is null ? null : $"{options.Issuer}\n{subject}", // each issuer names its own
        };
        return principal.IsRevoked ? AccessVerdict.Revoked : AccessVerdict.Granted(principal);
    }

    private static TokenMark MarkOf(JsonWebToken token) => new(
        token.Id is { Length: > 0 } id ? id : null,
        token.Subject is { Length: > 0 } subject ? subject : null,
        token.IssuedAt == DateTime.MinValue ? 0 : new DateTimeOffset(DateTime.SpecifyKind(token.IssuedAt, DateTimeKind.Utc)).ToUnixTimeSeconds());

    private Rights? RightsOf(JsonWebToken token, out string? problem)
    {
        if (!token.TryGetPayloadValue<JsonElement>(RightsClaim, out var claim) || claim.ValueKind != JsonValueKind.Object)
        {
            problem = "it is not there, or no object";
            return null;
        }
        try
        {
            var form = claim.Deserialize<ReaderForm>(JsonSerializerOptions.Web);
            return rules.TryRead(form!, out var rights, out problem) ? rights : null;
        }
        catch (JsonException failure)
        {
            problem = failure.Message;
            return null;
        }
    }

    private static string WordFor(Exception? fault) => fault switch
    {
        SecurityTokenInvalidAudienceException => "the token is for another service: its aud is not this one's",
        SecurityTokenSignatureKeyNotFoundException => "the token is signed by a key that its issuer does not have",
        SecurityTokenInvalidAlgorithmException => "the token is signed by an algorithm that is not taken here",
        SecurityTokenInvalidSignatureException => "the token's signature is not its issuer's",
        _ => "the token cannot be checked",
    };
}
