using System.Security.Cryptography;
using System.Text;

namespace Fanout.Ingest.Push.Signing;

/// <summary>A key that signs the requests of one feed, and when it is good.</summary>
internal sealed class SigningKey(SigningKeyOptions options)
{
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(options.Secret);

    /// <summary>Whether a text was signed with this key (RFC 9421 §3.3.3, <c>hmac-sha256</c>); takes the same time whatever the answer.</summary>
    public bool HasSigned(string text, ReadOnlySpan<byte> signature) =>
        CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(text)), signature);

    /// <summary>Why it is not good now; null: it is.</summary>
    public string? Fault(DateTimeOffset now)
    {
        if (now < options.NotBefore) return $"is good from {options.NotBefore:u} on";
        return now >= options.NotAfter ? $"was good until {options.NotAfter:u}" : null;
    }
}
