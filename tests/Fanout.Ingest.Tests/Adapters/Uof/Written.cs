namespace Fanout.Ingest.Tests.Adapters.Uof;

/// <summary>Small messages in the shape of the stream, written for one trap each. Match <c>sr:match:7</c>; times are seconds after an epoch of ours.</summary>
internal static class Written
{
    private const long Epoch = 1_777_651_200_000; // 2026-05-01T16:00:00Z

    public static long At(double second) => Epoch + (long)(second * 1000);

    public static string Lines(params string[] messages) => string.Join('\n', messages);

    /// <summary>A line of a recording.</summary>
    public static string Line(string xml, string sport = "1") =>
        $$"""{"arrive":0,"type":"x","routing_key":"hi.-.live.x.{{sport}}.sr:match.7.-","xml":"{{xml.Replace("\"", "\\\"", StringComparison.Ordinal)}}"}""";

    public static string Alive(double second, bool subscribed = true, int product = 1) =>
        $"""<alive product="{product}" timestamp="{At(second)}" subscribed="{(subscribed ? 1 : 0)}"/>""";

    public static string SnapshotComplete(double second) => $"""<snapshot_complete product="1" timestamp="{At(second)}" request_id="9"/>""";

    public static string Status(
        double second, int code, int home = 0, int away = 0, string? clock = null, int status = 1, string periods = "", string statistics = "", string more = "")
    {
        var score = $"home_score=\"{home}\" away_score=\"{away}\" {more}";
        return $"""
            <odds_change product="1" event_id="sr:match:7" timestamp="{At(second)}"><sport_event_status status="{status}" reporting="1" match_status="{code}" {score}>
            """.TrimEnd()
            + (clock is null ? "" : $"<clock {clock}/>")
            + $"<period_scores>{periods}</period_scores><statistics>{statistics}</statistics></sport_event_status></odds_change>";
    }

    public static string Clock(string time, string stoppage = "") =>
        $"match_time=\"{time}\"{(stoppage.Length == 0 ? "" : $" stoppage_time=\"{stoppage}\"")}";

    public static string Period(int code, int home, int away) => $"""<period_score match_status_code="{code}" number="1" home_score="{home}" away_score="{away}"/>""";

    public static string Cards(string name, int home, int away) => $"""<{name} home="{home}" away="{away}"/>""";
}
