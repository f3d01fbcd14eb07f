namespace Fanout.Integration.Tests.Faults;

/// <summary>
/// Matches whose events are numbered: the n-th makes the score n:0 and adds a goal, so a state tells what it is made of.
/// </summary>
internal static class ScriptedMatches
{
    public static string IdOf(int match) => $"m{match}";

    public static string GoalOf(int number) => $"g{number}";

    /// <summary>The event that makes it known, and live.</summary>
    public static string Beginning(int match, DateTimeOffset at) => $$$"""
        {"id":"{{{IdOf(match)}}}-0","match":"{{{IdOf(match)}}}","at":"{{{at:O}}}","fixture":{"sport":"football","competition":{"id":"c1","name":"Cup"},"home":{"id":"t1","name":"Reds"},"away":{"id":"t2","name":"Blues"},"start":"{{{at:O}}}"},"status":{"status":"LIVE"},"score":{"home":0,"away":0}}
        """;

    /// <param name="match">Index of the match.</param>
    /// <param name="number">From 1.</param>
    /// <param name="at">Later than that of the event before.</param>
    public static string Goal(int match, int number, DateTimeOffset at) => $$$"""
        {"id":"{{{IdOf(match)}}}-{{{number}}}","match":"{{{IdOf(match)}}}","at":"{{{at:O}}}","score":{"home":{{{number}}},"away":0},"incident":{"id":"{{{GoalOf(number)}}}","type":"goal","team":"home"}}
        """;
}
