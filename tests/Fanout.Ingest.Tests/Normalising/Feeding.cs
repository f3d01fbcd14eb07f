using System.Text;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Normalising;

/// <summary>One feed and one match, <c>m1</c>; events are written as the push contract writes them.</summary>
internal sealed class Feeding(HoldLimits? limits = null)
{
    public const string Feed = "f1";
    public const string Match = "m1";

    private const string Football =
        """{"fixture":{"sport":"football","home":{"id":"t1","name":"Reds"},"away":{"id":"t2","name":"Blues"},"start":"2026-11-22T18:00:00Z"}}""";

    private int _ids;

    public MatchTable Table { get; } = new(limits ?? new HoldLimits(PerMatch: 3, BytesPerMatch: 1_000, Total: 5));

    /// <summary>Every entry so far, replays among them.</summary>
    public List<MatchEntry> Entries { get; } = [];

    public MatchState State => Table.Find(Match)!.State.ToMessage();

    public LoggedChange Last => Entries[^1].Public;

    public IReadOnlyList<HeldEvent> Held => Table.Find(Match)?.Held ?? [];

    public static Feeding OfFootball() => Begun(Football);

    public static Feeding Of(string sport, string format = "{}") =>
        Begun($$"""{"fixture":{"sport":"{{sport}}","format":{{format}},"home":{"name":"A"},"away":{"name":"B"} } }""");

    public static Feeding Begun(string fixture)
    {
        var feeding = new Feeding();
        Assert.Equal(Outcome.Accepted, feeding.Send(fixture).Outcome);
        return feeding;
    }

    /// <summary>
    /// Sends an event; what it does not say is made up: a new id, match m1, and <paramref name="second"/> as both its
    /// time and that of receipt.
    /// </summary>
    public Verdict Send(string json, double second = 0, string feed = Feed)
    {
        var content = Event(json);
        if (content.Id.Length == 0) content.Id = $"e{++_ids}";
        if (content.Match.Length == 0) content.Match = Match;
        content.At ??= At(second);
        return Send(content, feed, Math.Max(second, 0));
    }

    public Verdict Send(ScoreEvent content, string feed = Feed, double receivedSecond = 0)
    {
        var verdict = Table.Judge(content.Match, new FeedEvent(feed, content, Ms(receivedSecond)));
        if (verdict.Entry is null) return verdict;
        Take(verdict.Entry);
        while (Table.NextReplay(content.Match) is { Entry: { } replayed }) Take(replayed);
        while (Table.NextEviction(Ms(receivedSecond)) is { } eviction) Take(eviction);
        return verdict;
    }

    public void Take(MatchEntry entry)
    {
        Entries.Add(Table.Apply(entry));
    }

    public Incident Incident(string id) => State.Incidents.Single(incident => incident.Id == id);

    public static ScoreEvent Event(string json) => ProtoJson.Read<ScoreEvent>(Encoding.UTF8.GetBytes(json)).Message;

    /// <summary>Milliseconds since 1970 of a second of the test's day.</summary>
    public static double Ms(double second) => Begin.AddSeconds(second).ToUnixTimeMilliseconds();

    public static Google.Protobuf.WellKnownTypes.Timestamp At(double second) =>
        Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Begin.AddSeconds(second));

    private static readonly DateTimeOffset Begin = new(2026, 11, 22, 18, 0, 0, TimeSpan.Zero);
}
