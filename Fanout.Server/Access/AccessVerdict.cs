using System.Diagnostics.CodeAnalysis;

namespace Fanout.Server.Access;

/// <summary>What became of a token.</summary>
internal readonly record struct AccessVerdict
{
    private AccessVerdict(Principal? principal, string? problem, bool hasEnded) =>
        (Principal, Problem, HasEnded) = (principal, problem, hasEnded);

    /// <summary>Whose it is; null where it is refused.</summary>
    public Principal? Principal { get; }

    /// <summary>Why it is refused, fit to be told to whoever sent it; null where it is not.</summary>
    public string? Problem { get; }

    /// <summary>It was good once, and has ended: a new one of the same kind would do.</summary>
    public bool HasEnded { get; }

    [MemberNotNullWhen(true, nameof(Principal))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsGranted => Principal is not null;

    public static AccessVerdict Granted(Principal principal) => new(principal, null, hasEnded: false);

    public static AccessVerdict Refused(string problem) => new(null, problem, hasEnded: false);

    public static AccessVerdict Revoked { get; } = Refused("the token was revoked");

    public static AccessVerdict Ended { get; } = new(null, "the token has ended", hasEnded: true);
}
