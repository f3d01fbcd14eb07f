using System.Globalization;
using Fanout.Cli.Terminal;
using Fanout.Protocol.Messages;

namespace Fanout.Cli.Matches;

/// <summary>How a match reads in one line.</summary>
internal static class MatchWords
{
    public static string Side(IReadOnlyList<Participant> participants, int index) =>
        index < participants.Count ? Plain.Text(participants[index].Name) : "?";

    /// <summary>
    /// Score with the shoot-out in brackets: <c>2–2 (3–4 pens)</c>; of cricket with the wickets: <c>245 &amp; 131/4 – 310/9d</c>.
    /// </summary>
    public static string Score(Score? score, Cricket? cricket)
    {
        if (score is null)
            return "–";
        if (cricket is { Innings.Count: > 0 })
            return $"{Runs(cricket, "home", score.Home)} – {Runs(cricket, "away", score.Away)}";
        var text = $"{score.Home}–{score.Away}";
        return score.Shootout is null ? text : $"{text} ({score.Shootout.Home}–{score.Shootout.Away} pens)";
    }

    /// <summary><c>182/6</c>: runs, wickets unless all are out, <c>d</c> where the innings was declared.</summary>
    public static string Runs(CricketInnings innings) =>
        $"{innings.Runs}{(innings.Wickets == 10 ? "" : $"/{innings.Wickets}")}{(innings.Declared ? "d" : "")}";

    /// <summary>Status, and while the match is not over phase and clock too: <c>LIVE 2H 63:12</c>.</summary>
    public static string Standing(Status.Types.Value status, string phase, Clock? clock, double nowMs)
    {
        var words = new List<string> { ProtoName(status) };
        if (!IsUnderWay(status))
            return words[0];
        if (phase.Length > 0)
            words.Add(Plain.Text(phase));
        if (clock is { Kind: ClockKind.Types.Value.Up or ClockKind.Types.Value.Down })
            words.Add(Clock(clock, nowMs));
        return string.Join(' ', words);
    }

    /// <summary>Whether phase and clock say where the match is, and not only where it once ended.</summary>
    public static bool IsUnderWay(Status.Types.Value status) => status is Status.Types.Value.Live
        or Status.Types.Value.Break or Status.Types.Value.Interrupted or Status.Types.Value.Suspended;

    /// <summary>The clock as shown now: the anchor, extrapolated while it runs; never below zero.</summary>
    public static string Clock(Clock clock, double nowMs)
    {
        var elapsed = clock.Running ? Math.Max(0, nowMs - clock.AnchorMs) : 0;
        var shown = clock.Kind == ClockKind.Types.Value.Down ? clock.ValueMs - elapsed : clock.ValueMs + elapsed;
        var seconds = (int)Math.Min(Math.Max(0, shown) / 1000, int.MaxValue);
        var added = clock.AddedMinutes > 0 ? $" +{clock.AddedMinutes}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:00}:{seconds % 60:00}{added}");
    }

    /// <summary>One incident: <c>23' goal (penalty) home A. Nine</c>; taken back ones say so.</summary>
    public static string Incident(Incident incident)
    {
        var words = new List<string>();
        if (incident.Minute > 0)
            words.Add(incident.Added > 0 ? $"{incident.Minute}+{incident.Added}'" : $"{incident.Minute}'");
        words.Add(incident.Type);
        foreach (var detail in new[] { incident.Method, incident.Card })
        {
            if (detail.Length > 0)
                words.Add($"({detail})");
        }
        words.AddRange(new[] { incident.Team, incident.Player, incident.Player2, incident.Text }.Where(word => word.Length > 0));
        if (incident.State != IncidentState.Types.Value.Confirmed)
            words.Add($"[{ProtoName(incident.State)}{(incident.Reason.Length > 0 ? ": " + incident.Reason : "")}]");
        return Plain.Text(string.Join(' ', words));
    }

    /// <summary>A side's innings without super overs; its runs where it has not batted.</summary>
    private static string Runs(Cricket cricket, string side, int runs)
    {
        var innings = cricket.Innings.Where(one => one.Side == side && !one.SuperOver).Select(Runs).ToArray();
        return innings.Length == 0 ? $"{runs}" : string.Join(" & ", innings);
    }

    private static string ProtoName<T>(T value)
        where T : struct, Enum
    {
        var member = typeof(T).GetField(value.ToString());
        var original = member?.GetCustomAttributes(typeof(Google.Protobuf.Reflection.OriginalNameAttribute), false);
        return original is [Google.Protobuf.Reflection.OriginalNameAttribute name, ..] ? name.Name : value.ToString();
    }
}
