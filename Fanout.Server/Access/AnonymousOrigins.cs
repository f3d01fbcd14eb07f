using System.Diagnostics.CodeAnalysis;

namespace Fanout.Server.Access;

/// <summary>
/// Pages that may read without a token, by the origin that browsers say they are of (RFC 6454 §7). Whoever says none is no
/// page of another site: an app, a program.
/// </summary>
/// <remarks>
/// It keeps other sites from living on this server, in the browsers of people. A program says whatever it likes, so it keeps
/// nothing secret. The server's own pages are in the list or not like all others: a name that its owner lets point here
/// (DNS rebinding) would make the very same claim.
/// </remarks>
internal sealed class AnonymousOrigins
{
    /// <summary>Origins in the list.</summary>
    public const int CountMax = 200;

    private const int LengthMax = 260; // a scheme, the longest name of a host (RFC 1035 §2.3.4), and a port

    private readonly HashSet<string>? _origins;

    /// <param name="origins">Those that may; null: all.</param>
    /// <param name="tokensTaken">Whether anybody may read with a token here.</param>
    public AnonymousOrigins(IEnumerable<string>? origins, bool tokensTaken)
    {
        _origins = origins is null ? null : new HashSet<string>(origins, StringComparer.OrdinalIgnoreCase);
        TokensTaken = tokensTaken;
    }

    /// <summary>Pages of every origin may.</summary>
    public static AnonymousOrigins Any { get; } = new(null, tokensTaken: true);

    /// <summary>Whether only some may.</summary>
    public bool AreListed => _origins is not null;

    /// <summary>Whether there are readers with tokens, who may be of any origin.</summary>
    public bool TokensTaken { get; }

    /// <summary>Whether pages of an origin may read without a token.</summary>
    /// <param name="origin">As it was sent, several joined with commas; null: none was.</param>
    public bool Allows(string? origin) => _origins is null || origin is null || _origins.Contains(origin);

    /// <summary>What is said to who is refused.</summary>
    public static string Refusal(string? origin) =>
        $"pages of {(origin is { Length: <= LengthMax } ? origin : "this origin")} may not read here without a token";

    /// <summary>Whether a text is an origin as browsers send it: scheme, host, and the port where it is not the scheme's.</summary>
    public static bool IsOrigin([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= LengthMax }
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Host.Length > 0 && uri.UserInfo.Length == 0
        && text.Equals(uri.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);
}
