using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fanout.Cli.Tokens;

/// <summary>What a token says, before it is signed.</summary>
internal sealed record TokenContent
{
    private const int RsaBitsMin = 2048; // RFC 7518 §3.3

    public required string Issuer { get; init; }

    public required string Audience { get; init; }

    public string? Subject { get; init; }

    /// <summary>Null, or none: all of the <see cref="Tier"/>.</summary>
    public IReadOnlyList<string>? Topics { get; init; }

    /// <summary>Null: none.</summary>
    public string? Tier { get; init; }

    /// <summary>A code of ISO 3166-1 alpha-2; null: it does not say.</summary>
    public string? Territory { get; init; }

    public bool IsScoreOnly { get; init; }

    /// <summary>0 to 120.</summary>
    public int DelaySeconds { get; init; }

    public int? Subscriptions { get; init; }

    /// <summary>Counted by <see cref="Subject"/>.</summary>
    public int? Connections { get; init; }

    public required TimeSpan Lifetime { get; init; }

    /// <summary>The token, as a compact JSON Web Signature (RFC 7515 §7.1).</summary>
    /// <exception cref="CryptographicException">The text holds no private key that can be used.</exception>
    /// <exception cref="ArgumentException">The text is no PEM.</exception>
    public string Sign(string pem, DateTimeOffset now)
    {
        using var curve = ECDsa.Create();
        using var rsa = RSA.Create();
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = ClaimsAt(now),
            SigningCredentials = CredentialsOf(pem, curve, rsa),
        });
    }

    private static SigningCredentials CredentialsOf(string pem, ECDsa curve, RSA rsa)
    {
        try
        {
            curve.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            rsa.ImportFromPem(pem);
            return rsa.KeySize >= RsaBitsMin
                ? new SigningCredentials(new RsaSecurityKey(rsa), SecurityAlgorithms.RsaSsaPssSha256)
                : throw new CryptographicException($"the key has {rsa.KeySize} bits, {RsaBitsMin} are needed.");
        }
        return new SigningCredentials(new ECDsaSecurityKey(curve), curve.KeySize switch
        {
            256 => SecurityAlgorithms.EcdsaSha256,
            384 => SecurityAlgorithms.EcdsaSha384,
            521 => SecurityAlgorithms.EcdsaSha512,
            var bits => throw new CryptographicException($"a curve of {bits} bits is none of P-256, P-384, P-521."),
        });
    }

    private Dictionary<string, object> ClaimsAt(DateTimeOffset now)
    {
        var rights = new Dictionary<string, object>();
        if (Topics is { Count: > 0 })
            rights["topics"] = Topics;
        if (Tier is not null)
            rights["tier"] = Tier;
        if (Territory is not null)
            rights["territory"] = Territory;
        if (IsScoreOnly)
            rights["fields"] = "score";
        if (DelaySeconds > 0)
            rights["delaySeconds"] = DelaySeconds;
        if (Subscriptions is { } max)
            rights["subscriptions"] = max;
        if (Connections is { } connections)
            rights["connections"] = connections;
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["jti"] = RandomNumberGenerator.GetHexString(16, lowercase: true),
            ["fanout"] = rights,
        };
        if (Subject is not null)
            claims["sub"] = Subject;
        return claims;
    }
}
