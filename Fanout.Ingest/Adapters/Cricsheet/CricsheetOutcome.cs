using Fanout.Ingest.Adapters.Trees;
using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using Outcome = Fanout.Protocol.Messages.Winner.Types.Value;
using Way = Fanout.Protocol.Messages.WinMethod.Types.Value;

namespace Fanout.Ingest.Adapters.Cricsheet;

/// <summary>How the match ended, as the document states it: the winner is its word, the runs are those of the deliveries.</summary>
internal sealed class CricsheetOutcome(CricsheetMatch match, DataNode outcome)
{
    private const int Wickets = 10;

    /// <summary>The end of the match; <see langword="null"/> where the outcome says nothing that can be read.</summary>
    public StatusUpdate? ToStatus()
    {
        if (WinnerOf("winner") is { } winner) return Won(winner, MethodOf(outcome.TextOf("method")));
        if (WinnerOf("eliminator") is { } eliminator) return Won(eliminator, Way.SuperOver);
        if (WinnerOf("bowl_out") is { } bowler) return Won(bowler, Way.Shootout);
        return outcome.TextOf("result").ToLowerInvariant() switch
        {
            "tie" => Ended(Outcome.Tie),
            "draw" => Ended(Outcome.Draw),
            "no result" => Ended(Outcome.NoResult),
            _ => null,
        };
    }

    /// <summary>What the stated margin says otherwise than the score; empty when they agree, or the method makes them differ.</summary>
    public string Differences(CricsheetScore score)
    {
        var innings = score.Innings.Where(static one => !one.SuperOver).ToList();
        if (innings.Count < 2 || outcome.TextOf("method").Length > 0) return "";
        if (outcome.TextOf("result") == "tie" && score.Runs(home: true) != score.Runs(home: false))
            return $"a tie, the deliveries give {score.Runs(home: true)} and {score.Runs(home: false)}";
        if (WinnerOf("winner") is not { } home || outcome.Member("by") is not { } by) return "";
        var margin = score.Runs(home) - score.Runs(!home);
        if (by.Whole("runs") is { } runs && runs != margin) return $"{match.NameOf(home)} by {runs} runs, the deliveries give {margin}";
        if (by.Whole("wickets") is { } wickets && (Side.IsHome(innings[^1].Side) != home || Wickets - innings[^1].Wickets != wickets))
            return $"{match.NameOf(home)} by {wickets} wickets, the deliveries give {innings[^1].Wickets} down";
        return "";
    }

    private bool? WinnerOf(string member) => outcome.TextOf(member) is { Length: > 0 } team ? match.IsHome(team) : null;

    private static Way MethodOf(string method) => method.ToUpperInvariant() switch
    {
        "" => Way.Regulation,
        "D/L" or "DLS" or "VJD" => Way.Dls, // V. Jayadevan's does the same by another table
        "AWARDED" => Way.Awarded,
        _ => Way.Regulation, // by a rule of the competition, such as fewer wickets lost
    };

    private static StatusUpdate Won(bool home, Way way) => new()
    {
        Status = way == Way.Awarded ? MatchStatus.Awarded : MatchStatus.Ended,
        Winner = home ? Outcome.Home : Outcome.Away,
        WinMethod = way,
    };

    private static StatusUpdate Ended(Outcome winner) => new() { Status = MatchStatus.Ended, Winner = winner };
}
