using System.Security.Cryptography;
using System.Text;
using Fanout.Server.Admission;

namespace Fanout.Server.RequestLimits;

/// <summary>Whose requests are counted together.</summary>
/// <param name="Kind">What they are for.</param>
/// <param name="Address">Where they come from; none where that does not matter.</param>
/// <param name="Feed">The feed that they are of, where they name one.</param>
/// <param name="Credential">What they show, or were signed by, in 64 bits of a digest; 0 where that does not matter.</param>
internal readonly record struct RequestPartition(RequestKind Kind, ClientAddress Address, string? Feed, ulong Credential)
{
    private const string Bearer = "Bearer ";

    /// <summary>All requests of this kind that come from one address.</summary>
    public static RequestPartition ByAddress(HttpContext http, RequestKind kind) =>
        new(kind, http.ClientAddress(), null, 0);

    /// <summary>
    /// All requests that show one secret, of one feed where there is one; null where they show none: they are signed, which
    /// is to be verified first (<see cref="BySigner"/>), or will be refused.
    /// </summary>
    /// <remarks>
    /// Whether the secret is good is not known yet. So it is a part of what is counted by: who shows a wrong one for a feed's
    /// name uses up nothing of that feed's.
    /// </remarks>
    public static RequestPartition? ByCredential(HttpContext http, RequestKind kind)
    {
        var feed = kind == RequestKind.Push ? http.Request.RouteValues["feed"] as string : null;
        var shown = http.Request.Headers.Authorization.ToString();
        return shown.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? new RequestPartition(kind, default, feed, Digest(shown))
            : null;
    }

    /// <summary>All requests that one key of a feed has signed, from wherever they come.</summary>
    public static RequestPartition BySigner(string feed, string keyId) => new(RequestKind.Push, default, feed, Digest(keyId));

    private static ulong Digest(string text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), digest);
        return BitConverter.ToUInt64(digest);
    }
}
