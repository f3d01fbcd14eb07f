using System.Diagnostics.CodeAnalysis;

namespace Fanout.Server.Access;

/// <summary>What one may read without a token, and from where.</summary>
internal sealed record AnonymousForm : ReaderForm
{
    /// <summary>
    /// Origins (<c>https://example.com</c>) whose pages may, 1 to <see cref="AnonymousOrigins.CountMax"/>; by default pages of
    /// all. Who sends no origin is none of a page, and may either way.
    /// </summary>
    public string[]? Origins { get; set; }

    /// <summary>Reads it; everything where no topics are named, or all of its tier.</summary>
    public bool TryRead(RightsRules rules, [NotNullWhen(true)] out Rights? rights, [NotNullWhen(false)] out string? problem)
    {
        if (!rules.TryRead(this with { Topics = Topics ?? ["*"] }, out rights, out problem))
            return false;
        problem = ProblemOfOrigins();
        return problem is null;
    }

    private string? ProblemOfOrigins()
    {
        if (Origins is null)
            return null;
        if (Origins.Length is 0 or > AnonymousOrigins.CountMax)
            return $"origins: {Origins.Length} of them, 1 to {AnonymousOrigins.CountMax} may be";
        return Array.Find(Origins, static origin => !AnonymousOrigins.IsOrigin(origin)) is { } wrong
            ? $"origins: \"{wrong}\" is not an origin as browsers send it, like https://example.com or http://localhost:3000"
            : null;
    }
}
