using Fanout.Protocol.Messages;

namespace Fanout.Protocol.Matches;

/// <summary>
/// How the log says that a match turned out to be another one under another name, and goes on as that: by a correction, in the
/// entry that takes its feed and its coverage away.
/// </summary>
public static class Continuation
{
    private const string Role = "mapping";
    private const string As = "CONTINUED_AS ";
    private const string Here = "CONTINUED_HERE";

    /// <summary>The correction that says where a match goes on.</summary>
    /// <param name="match">Id of the match that it is continued as; null: it goes on here again.</param>
    public static Correction Of(string? match) => new() { ActorRole = Role, Reason = match is null ? Here : As + match };

    /// <summary>
    /// Id of the match that an entry's correction says this one is continued as; empty: it goes on here; null: it is about
    /// something else.
    /// </summary>
    public static string? Read(Correction? correction)
    {
        if (correction is not { ActorRole: Role, Reason: var reason }) return null;
        if (reason == Here) return "";
        return reason.StartsWith(As, StringComparison.Ordinal) ? reason[As.Length..] : null;
    }

    /// <summary>
    /// Whether a match is continued as another: nobody covers it, and no feed is its own. One that a feed says it does not
    /// cover has that feed.
    /// </summary>
    public static bool IsElsewhere(MatchState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Coverage == Coverage.Types.Value.None && state.Feed is not { Active.Length: > 0 };
    }
}
