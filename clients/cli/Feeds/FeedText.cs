using System.Globalization;
using Fanout.Cli.Terminal;
using Fanout.Ingest.FeedControl;

namespace Fanout.Cli.Feeds;

/// <summary>Feeds, for people. Texts of others are made safe to print.</summary>
internal static class FeedText
{
    public const string Unchanged = "UNCHANGED";

    private const string Nothing = "-";

    public static IEnumerable<string> Lines(FeedList list, double nowMs) => list.Feeds.Count == 0
        ? ["No feed."]
        : Columns.Lines(list.Feeds.Select(feed => new[]
            {
                feed.Name, feed.Transport, feed.Format ?? Nothing,
                feed.RunsHere switch { true => "runs", false => "no", null => Nothing },
                Ago(feed.ReceivedMs, nowMs), Ago(feed.HeardMs, nowMs), Number(feed.Matches), Seconds(feed.LagMs), Seconds(feed.SilenceMs),
                Number(feed.Poison),
            })
            .Prepend(["FEED", "TRANSPORT", "FORMAT", "HERE", "RECEIVED", "HEARD", "MATCHES", "LAG", "SILENCE", "POISON"]));

    public static IEnumerable<string> Lines(MatchFeeds match, double nowMs)
    {
        yield return Plain.Text(match.Primary.Length == 0
            ? $"{match.Match}: no feed is primary"
            : $"{match.Match}: {match.Primary} is primary{Since(match)}");
        if (!match.Arbitrated)
            yield return "No policy decides between its feeds: they are one.";
        if (match.Why is { } why)
            yield return Plain.Text($"Why: {why}");
        if (match.Pinned is { } pinned)
            yield return Plain.Text($"Pinned: {pinned}");
        if (match.ContinuedAs is { } other)
            yield return Plain.Text($"Continued as {other}");
        var feeds = match.Feeds.Select(feed => new[]
        {
            feed.Name, Standing(feed, match), feed.Score ?? Nothing, feed.Status ?? Nothing, Ago(feed.HeardMs, nowMs), Seconds(feed.LagMs),
        });
        foreach (var line in Columns.Lines(feeds.Prepend(["FEED", "STANDING", "SCORE", "STATUS", "HEARD", "LAG"])))
            yield return line;
        foreach (var one in match.Provisional)
        {
            var state = one.Confirmed ? "confirmed, not counted yet" : "waits for the primary";
            yield return Plain.Text($"{one.Id} of {one.Feed}, {(one.Side.Length > 0 ? one.Side + ", " : "")}opened {Ago(one.OpenedMs, nowMs)}: {state}");
        }
        foreach (var feed in match.Feeds.Where(static feed => feed.Fault is not null))
            yield return Plain.Text($"{feed.Name} said what cannot be: {feed.Fault}");
    }

    public static IEnumerable<string> Lines(FeedDecision decision)
    {
        if (decision.Outcome == Unchanged)
            yield return "unchanged: it is so already";
        foreach (var sentence in decision.Decisions)
            yield return Plain.Text($"decides   {sentence}");
        yield return decision.Delta is { } delta
            ? "changes   " + Plain.Text(delta.ToString())
            : "changes   nothing that readers see";
    }

    private static string Standing(MatchFeed feed, MatchFeeds match)
    {
        var words = new (string Word, bool IsSo)[]
        {
            ("primary", feed.Name == match.Primary), ("pinned", feed.Name == match.Pinned), ("muted", feed.Muted),
            (feed.Well ? "well" : "not well", !feed.Muted), ("diverges", feed.Diverges), ("fast", feed.Fast),
            ("authoritative", feed.Authoritative), ("statistics", feed.Statistics), ("line-ups", feed.Lineups),
        };
        return string.Join(", ", words.Where(static word => word.IsSo).Select(static word => word.Word));
    }

    private static string Since(MatchFeeds match) => match.SinceMs is { } sinceMs
        ? " since " + DateTimeOffset.FromUnixTimeMilliseconds((long)sinceMs).ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : "";

    private static string Ago(double? atMs, double nowMs) =>
        atMs is > 0 ? Seconds(Math.Max(0, nowMs - atMs.Value)) + " ago" : Nothing;

    private static string Seconds(double? ms) =>
        ms is { } known ? (known / 1000).ToString("0.#", CultureInfo.InvariantCulture) + " s" : Nothing;

    private static string Number(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
