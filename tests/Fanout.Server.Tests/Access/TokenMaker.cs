using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fanout.Server.Tests.Access;

/// <summary>Issues tokens, good ones and bad ones.</summary>
internal sealed class TokenMaker
{
    public const string Issuer = "https://issuer.test/";
    public const string Audience = "live";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Of its key; none: a token names no key.</summary>
    public string? KeyId { get; init; } = "k1";

    public SecurityKey PublicKey => new ECDsaSecurityKey(ECDsa.Create(_key.ExportParameters(includePrivateParameters: false))) { KeyId = KeyId };

    /// <summary>As its issuer would publish it.</summary>
    public string KeySet
    {
        get
        {
            var key = JsonWebKeyConverter.ConvertFromECDsaSecurityKey((ECDsaSecurityKey)PublicKey);
            return JsonSerializer.Serialize(new
            {
                keys = new[] { new { kty = key.Kty, crv = key.Crv, x = key.X, y = key.Y, kid = KeyId, use = "sig" } },
            });
        }
    }

    public string Pem => _key.ExportSubjectPublicKeyInfoPem();

    public string PrivatePem => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>A token with these claims beside its issuer's and audience's, unless they say otherwise.</summary>
    public string Make(DateTimeOffset ends, Dictionary<string, object>? claims = null, Dictionary<string, object>? headers = null, string? type = null)
    {
        var payload = new Dictionary<string, object>
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = "reader",
            ["exp"] = ends.ToUnixTimeSeconds(),
            ["fanout"] = new Dictionary<string, object> { ["topics"] = new[] { "*" } },
        };
        foreach (var (name, value) in claims ?? [])
            payload[name] = value;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = payload,
            AdditionalHeaderClaims = headers,
            TokenType = type,
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(_key) { KeyId = KeyId }, SecurityAlgorithms.EcdsaSha256),
        });
    }

    /// <summary>A token put together by hand: header, payload, signature.</summary>
    public static string Assemble(string header, string payload, byte[] signature) =>
        $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(payload)}.{Base64UrlEncoder.Encode(signature)}";

    /// <summary>A token whose HMAC has a text for its secret: the public key, where a server confuses the two.</summary>
    public static string MakeWithSecret(string payload, string secret, string algorithm = SecurityAlgorithms.HmacSha256)
    {
        var head = $"{Base64UrlEncoder.Encode($$"""{"alg":"{{algorithm}}","typ":"JWT"}""")}.{Base64UrlEncoder.Encode(payload)}";
        var (key, text) = (Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(head));
        var signature = algorithm switch
        {
            SecurityAlgorithms.HmacSha512 => HMACSHA512.HashData(key, text),
            SecurityAlgorithms.HmacSha384 => HMACSHA384.HashData(key, text),
            _ => HMACSHA256.HashData(key, text),
        };
        return $"{head}.{Base64UrlEncoder.Encode(signature)}";
    }
}
