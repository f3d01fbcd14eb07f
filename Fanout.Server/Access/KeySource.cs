using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Fanout.Server.Access;

/// <summary>Where the keys of an issuer are read: a file or an address.</summary>
internal sealed class KeySource(string place, HttpClient http)
{
    private const int RsaBitsMin = 2048; // RFC 7518 §3.3
    private const int SecretBitsMin = 256; // of the shortest hash that is taken here (RFC 7518 §3.2); for longer ones the framework asks for more

    /// <summary>Why keys cannot be read there; null where they may be.</summary>
    public static string? ProblemOf(string place)
    {
        if (!IsAddress(place))
            return File.Exists(place) ? null : $"there is no file \"{place}\"";
        return Uri.TryCreate(place, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
                ? null
                : $"\"{place}\" is not an address with https:, or http: on loopback";
    }

    /// <summary>Whether it is no file.</summary>
    public static bool IsAddress(string place) => place.Contains("://", StringComparison.Ordinal);

    /// <summary>Reads them; at least one.</summary>
    /// <exception cref="AccessUnavailableException">They are not there, or are no keys; the message names the place.</exception>
    public async Task<IReadOnlyList<SecurityKey>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var keys = await FindAsync(cancellationToken).ConfigureAwait(false);
            List<SecurityKey> usable = [.. keys.Where(static key => !IsWeak(key))];
            return usable.Count > 0
                ? usable
                : throw new AccessUnavailableException(
                    $"{place}: there is no key, or none of {RsaBitsMin} bits or more if it is RSA, or of {SecretBitsMin} if it is a secret");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or HttpRequestException or ArgumentException
            or InvalidOperationException or FormatException or JsonException or CryptographicException or TaskCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            throw new AccessUnavailableException($"{place}: no keys can be read: {fault.Message}", fault);
        }
    }

    private async Task<IEnumerable<SecurityKey>> FindAsync(CancellationToken cancellationToken)
    {
        var text = await ReadTextAsync(cancellationToken).ConfigureAwait(false);
        if (text.StartsWith("-----BEGIN", StringComparison.Ordinal))
            return [OfPem(text)];
        if (!IsDiscovery(text))
            return OfSet(text);
        var documents = new HttpDocumentRetriever(http) { RequireHttps = !new Uri(place).IsLoopback };
        var found = await OpenIdConnectConfigurationRetriever.GetAsync(place, documents, cancellationToken).ConfigureAwait(false);
        return found.SigningKeys;
    }

    private Task<string> ReadTextAsync(CancellationToken cancellationToken) => IsAddress(place)
        ? http.GetStringAsync(new Uri(place), cancellationToken)
        : File.ReadAllTextAsync(place, cancellationToken);

    /// <summary>A document of OpenID Connect Discovery 1.0 (§3) has this member, a key set has not.</summary>
    private static bool IsDiscovery(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("jwks_uri", out _);
    }

    /// <summary>
    /// The framework passes over secrets. One in a file is the issuer's and ours; at an address it would be everybody's who
    /// asks there, and so could be his signatures.
    /// </summary>
    private IEnumerable<SecurityKey> OfSet(string text)
    {
        var set = new JsonWebKeySet(text);
        return IsAddress(place)
            ? set.GetSigningKeys()
            : set.GetSigningKeys().Concat(set.Keys.Where(static key =>
                key is { Kty: JsonWebAlgorithmsKeyTypes.Octet, Use: null or "" or JsonWebKeyUseNames.Sig }));
    }

    private static AsymmetricSecurityKey OfPem(string pem)
    {
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
            throw new CryptographicException("it is a private key, and belongs to the issuer alone");
        try
        {
            var curve = ECDsa.Create();
            curve.ImportFromPem(pem);
            return new ECDsaSecurityKey(curve);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new RsaSecurityKey(rsa);
        }
    }

    /// <summary>Whether others may find it out: a short secret can be tried by whoever has one token (RFC 8725 §3.5).</summary>
    private static bool IsWeak(SecurityKey key) => key switch
    {
        JsonWebKey { Kty: JsonWebAlgorithmsKeyTypes.Octet } => key.KeySize < SecretBitsMin,
        RsaSecurityKey or JsonWebKey { Kty: JsonWebAlgorithmsKeyTypes.RSA } or X509SecurityKey => key.KeySize < RsaBitsMin,
        _ => false,
    };
}
