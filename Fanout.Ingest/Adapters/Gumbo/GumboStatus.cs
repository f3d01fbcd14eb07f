using System.Text.Json.Nodes;
using Fanout.Ingest.Adapters.Json;
using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Adapters.Gumbo;

/// <summary>What <c>gameData.status</c> says: a state in words, and codes for it.</summary>
internal static class GumboStatus
{
    /// <summary>The status; UNSPECIFIED where the words are none that we know.</summary>
    public static MatchStatus Of(JsonNode? document)
    {
        var status = document.At("gameData", "status");
        // The words are finer than the codes: a game in progress may be delayed.
        var words = status.Text("detailedState") ?? "";
        if (words.StartsWith("Delayed Start", StringComparison.Ordinal)) return MatchStatus.Delayed;
        if (words.StartsWith("Delayed", StringComparison.Ordinal)) return MatchStatus.Interrupted;
        if (words.StartsWith("Suspended", StringComparison.Ordinal)) return MatchStatus.Suspended;
        if (words.StartsWith("Postponed", StringComparison.Ordinal)) return MatchStatus.Postponed;
        if (words.StartsWith("Cancelled", StringComparison.Ordinal)) return MatchStatus.Cancelled;
        if (words.StartsWith("Forfeit", StringComparison.Ordinal)) return MatchStatus.Awarded;
        return (status.Text("codedGameState"), status.Text("abstractGameState")) switch
        {
            ("S", _) => MatchStatus.Scheduled,
            ("P", _) => MatchStatus.PreMatch,
            ("I" or "M" or "N", _) => MatchStatus.Live, // the last two: a call is being reviewed
            ("O", _) => MatchStatus.Ended,
            ("F", _) => MatchStatus.Final,
            ("D", _) => MatchStatus.Postponed,
            ("T" or "U", _) => MatchStatus.Suspended,
            ("C", _) => MatchStatus.Cancelled,
            ("R" or "Q", _) => MatchStatus.Awarded,
            (_, "Preview") => MatchStatus.Scheduled,
            (_, "Live") => MatchStatus.Live,
            (_, "Final") => MatchStatus.Final,
            _ => MatchStatus.Unspecified,
        };
    }

    public static bool IsOver(MatchStatus status) => status is MatchStatus.Ended or MatchStatus.Final;

    /// <summary>The status with the outcome, where the game is over and both scores are stated.</summary>
    /// <param name="document">The document.</param>
    /// <param name="score">Runs; <see langword="null"/>: not stated.</param>
    /// <param name="innings">That were begun.</param>
    /// <param name="regulation">After so many a lead decides.</param>
    public static StatusUpdate? Tell(JsonNode? document, Pair? score, int innings, int regulation)
    {
        var status = Of(document);
        if (status == MatchStatus.Unspecified) return null;
        var update = new StatusUpdate { Status = status };
        if (!IsOver(status) || score is null) return update;
        var isShortened = document.Text("gameData", "status", "detailedState")?.StartsWith("Completed Early", StringComparison.Ordinal) == true;
        if (score.Home == score.Away)
        {
            update.Winner = Winner.Types.Value.Tie;
            if (isShortened) update.WinMethod = WinMethod.Types.Value.Shortened;
            return update;
        }

        update.Winner = score.Home > score.Away ? Winner.Types.Value.Home : Winner.Types.Value.Away;
        if (isShortened) update.WinMethod = WinMethod.Types.Value.Shortened;
        else update.WinMethod = innings > regulation ? WinMethod.Types.Value.ExtraTime : WinMethod.Types.Value.Regulation;
        return update;
    }
}
