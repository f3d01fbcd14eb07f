using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Forwarding;

/// <summary>
/// The key that the processes of a log have in common, as a digest: compared in constant time, and of one length
/// whatever was sent.
/// </summary>
internal sealed class InternalKey(IOptions<ForwardingOptions> options)
{
    private const string Scheme = "Bearer ";

    private readonly byte[]? _digest = options.Value.Key.Length > 0 ? Digest(options.Value.Key) : null;

    /// <summary>Whether an <c>Authorization</c> header (RFC 6750 §2.1) has it; without a key none has.</summary>
    public bool IsIn(string? authorization) =>
        _digest is not null
        && authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true
        && CryptographicOperations.FixedTimeEquals(Digest(authorization[Scheme.Length..].Trim()), _digest);

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
