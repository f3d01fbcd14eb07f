using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Normalising;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using Kind = Fanout.Protocol.Messages.ArbitrationDecision.Types.Kind;

namespace Fanout.Ingest.Tests.Arbitration;

/// <summary>
/// One match, <c>m1</c>, of several feeds under one policy; events are written as the push contract writes them, and seconds
/// pass only when told to. After every entry the match is restored from a snapshot, which must be the same match.
/// </summary>
internal sealed class Covered
{
    public const string Fixture =
        """{"fixture":{"sport":"football","home":{"id":"t1","name":"Reds"},"away":{"id":"t2","name":"Blues"} } }""";

    private static readonly HoldLimits Limits = new(PerMatch: 100, BytesPerMatch: 100_000, Total: 100);

    private readonly Arbiter _arbiter;
    private readonly bool _restarts;
    private MatchTable _table;
    private int _ids;

    public Covered(ArbitrationOptions options, bool restarts = true)
    {
        _arbiter = new Arbiter(new ArbitrationPolicies(options));
        _restarts = restarts;
        _table = NewTable();
    }

    /// <summary>Every entry so far.</summary>
    public List<MatchEntry> Entries { get; } = [];

    public IEnumerable<ArbitrationDecision> Decisions => Entries.SelectMany(static entry => entry.Public.Arbitration);

    public IEnumerable<string> Sentences => Decisions.Select(DecisionSentence.Of);

    public double Second { get; set; }

    /// <summary>Null before the first event.</summary>
    public MatchWork Work => _table.Find("m1")!;

    public MatchState State => Work.State.ToMessage();

    public string Primary => Work.Views!.Head.Primary;

    public string Score => State.Score is { } score ? $"{score.Home}:{score.Away}" : "";

    /// <summary>Feeds <c>a</c> (authoritative), <c>b</c>, and <c>c</c> (fast), in this order.</summary>
    public static ArbitrationOptions Policy(Action<PolicyOptions>? change = null)
    {
        var policy = new PolicyOptions
        {
            Silence = TimeSpan.FromSeconds(20),
            HoldOff = TimeSpan.FromSeconds(30),
            Lag = TimeSpan.FromSeconds(10),
            LagTime = TimeSpan.FromSeconds(15),
            Divergence = TimeSpan.FromSeconds(40),
            Confirmation = TimeSpan.FromSeconds(25),
        };
        policy.Feeds.Add(new PolicyFeedOptions { Name = "a", Authoritative = true });
        policy.Feeds.Add(new PolicyFeedOptions { Name = "b" });
        policy.Feeds.Add(new PolicyFeedOptions { Name = "c", Fast = true });
        change?.Invoke(policy);
        return new ArbitrationOptions { Policies = { policy } };
    }

    /// <summary>A match that is LIVE at 0:0 by the word of each of these feeds.</summary>
    public static Covered Live(params string[] feeds) => Live(Policy(), feeds);

    public static Covered Live(ArbitrationOptions options, params string[] feeds)
    {
        var match = new Covered(options);
        foreach (var feed in feeds) match.Say(feed, Fixture);
        foreach (var feed in feeds)
            match.Say(feed, """{"status":{"status":"LIVE"},"phase":{"phase":"1H"},"score":{"home":0,"away":0} }""");
        return match;
    }

    /// <summary>A feed says something, now.</summary>
    public Verdict Say(string feed, string json, double? at = null)
    {
        var content = Feeding.Event(json);
        if (content.Id.Length == 0) content.Id = $"{feed}{++_ids}";
        if (content.Match.Length == 0) content.Match = "m1";
        content.At ??= Feeding.At(at ?? Second);
        var verdict = _table.Judge(content.Match, new FeedEvent(feed, content, Feeding.Ms(Second)));
        if (verdict.Entry is { } entry) Take(entry);
        Decide();
        return verdict;
    }

    public FeedOrderOutcome Order(FeedOrderKind kind, string feed)
    {
        var order = new FeedOrder(kind, feed, "eve", "editor", "as seen on screen");
        var (before, count) = (Work.State, Entries.Count);
        var rehearsed = FeedRehearsal.Of(_arbiter, Work, order, Feeding.Ms(Second), decisionsMax: 8);
        Assert.Equal((before.Hash, count), (Work.State.Hash, Entries.Count));
        var (outcome, entry) = _arbiter.Obey(Work, order, Feeding.Ms(Second));
        if (entry is not null) Take(entry);
        Decide();
        Assert.Equal(outcome, rehearsed.Outcome);
        if (outcome != FeedOrderOutcome.Done) return outcome;
        Assert.Equal(Work.State.Hash, before.Apply(rehearsed.Delta ?? new MatchDelta()).Hash);
        Assert.Equal(Sentences.TakeLast(rehearsed.Decisions.Count), rehearsed.Decisions);
        Assert.Equal(Entries.Skip(count).Sum(static one => one.Public.Arbitration.Count), rehearsed.Decisions.Count);
        return outcome;
    }

    /// <summary>An editor has the oldest held event applied.</summary>
    public void Force()
    {
        var by = new EditorDecision("c1", "eve", "senior", "as seen on screen", Feeding.Ms(Second));
        var verdict = _arbiter.Force(Work, Work.Held[0], by);
        Assert.Equal(Outcome.Accepted, verdict.Outcome);
        Take(verdict.Entry!);
        Decide();
    }

    public void Beat(string feed) => Say(feed, """{"heartbeat":{} }""");

    /// <summary>Seconds pass, and after each the feeds that speak at all say that they are there.</summary>
    public void Pass(int seconds, params string[] beating)
    {
        for (var i = 0; i < seconds; i++)
        {
            Second++;
            foreach (var feed in beating) Beat(feed);
            Decide();
        }
    }

    public Incident Incident(string id) => State.Incidents.Single(incident => incident.Id == id);

    public IEnumerable<Kind> Kinds() => Decisions.Select(static decision => decision.Kind);

    public void Take(MatchEntry entry)
    {
        Entries.Add(_table.Apply(entry));
        if (_restarts) Restart();
    }

    /// <summary>A snapshot after any entry, and the entries after it, lead to what there is.</summary>
    public void AssertEntriesLeadHere()
    {
        foreach (var cut in Enumerable.Range(0, Entries.Count).Where(cut => cut % 7 == 0))
        {
            var before = NewTable();
            foreach (var entry in Entries.Take(cut)) before.Apply(entry.MatchId, entry.Public, entry.Writer);
            var restored = NewTable();
            foreach (var work in before.Works)
                EntryForm.Restore(restored, EntryForm.Snapshot(work, default, Protocol.Matches.MatchTimes.None));
            foreach (var entry in Entries.Skip(cut)) restored.Apply(entry.MatchId, entry.Public, entry.Writer);
            Assert.Equal((Work.State.Hash, Work.Shown.Hash), (restored.Find("m1")!.State.Hash, restored.Find("m1")!.Shown.Hash));
            Assert.Equal(Work.ToWriterState().ToByteArray(), restored.Find("m1")!.ToWriterState().ToByteArray());
        }
    }

    private void Decide()
    {
        for (var count = 0; _table.Find("m1") is { } work && _arbiter.Next(work, Feeding.Ms(Second)) is { } decided; count++)
        {
            Assert.True(count < 5, $"decides without end: {decided.Public}");
            Assert.Equal(EntryKind.Types.Value.Arbitration, decided.Public.Kind);
            Take(decided);
        }
    }

    /// <summary>Goes on with what a snapshot has, once it is certain that entries lead to the same.</summary>
    private void Restart()
    {
        var work = Work;
        var writer = work.ToWriterState();
        Assert.Equal(work.Shown.Hash, Match.From(work.Shown.ToMessage()).Hash);
        var restored = NewTable();
        EntryForm.Restore(restored, EntryForm.Snapshot(work, default, Protocol.Matches.MatchTimes.None));
        Assert.Equal(writer.ToByteArray(), restored.Find("m1")!.ToWriterState().ToByteArray());
        _table = restored;
    }

    private MatchTable NewTable() => new(Limits, _arbiter.Judge);
}
