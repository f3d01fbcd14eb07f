using System.Text.Json;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Normalising.Correcting;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Normalising.Correcting;

/// <summary>
/// A match, <c>m1</c>, that one feed and an editor speak of. After every entry what readers were told is what they are
/// to see, and a restart from a snapshot is the same match.
/// </summary>
internal sealed class Editing
{
    private static readonly HoldLimits Limits = new(PerMatch: 100, BytesPerMatch: 100_000, Total: 100);

    private readonly MatchTable _table = new(Limits);
    private Match _told = Match.Empty; // what a reader of the log has
    private int _ids;

    public List<MatchEntry> Entries { get; } = [];

    public MatchWork Work => _table.Find("m1")!;

    public MatchState Shown => Work.Shown.ToMessage();

    public MatchState Feeds => Work.State.ToMessage();

    public LoggedChange Last => Entries[^1].Public;

    public double Second { get; set; }

    public string Score => $"{Shown.Score.Home}:{Shown.Score.Away}";

    public IEnumerable<string> Locked => (Work.Corrections?.Locked ?? []).Select(static held => held.Field.Name);

    /// <summary>A football match in its first half, at this score.</summary>
    public static Editing OfFootball(int home = 0, int away = 0)
    {
        var editing = new Editing();
        editing.Say("""{"fixture":{"sport":"football","home":{"name":"Reds"},"away":{"name":"Blues"}}}""");
        editing.Say($$"""{"status":{"status":"LIVE"},"phase":{"phase":"1H"},"score":{"home":{{home}},"away":{{away}} } }""");
        return editing;
    }

    public static Editing Of(string sport)
    {
        var editing = new Editing();
        editing.Say($$"""{"fixture":{"sport":"{{sport}}","home":{"name":"A"},"away":{"name":"B"} },"status":{"status":"LIVE"} }""");
        return editing;
    }

    /// <summary>The feed says something, a second later.</summary>
    public void Say(string json)
    {
        Second++;
        var content = Feeding.Event(json);
        (content.Id, content.Match) = ($"e{++_ids}", "m1");
        content.At = Feeding.At(Second);
        var verdict = _table.Judge("m1", new FeedEvent("f1", content, Feeding.Ms(Second)));
        Assert.Equal(Outcome.Accepted, verdict.Outcome);
        Take(verdict.Entry!);
    }

    /// <summary>The editor corrects something; returns the id.</summary>
    public string Correct(params string[] changes) => Correct(LockRule.Agree, changes);

    public string CorrectUntil(string until, params string[] changes) => Correct(until, changes);

    public string Undo(string id) => Correct($$"""{"undo":"{{id}}"}""");

    public CorrectionVerdict Judge(string until, bool isForced, params string[] changes)
    {
        Second++;
        var id = CorrectionRule.NextId(Work);
        var by = new EditorDecision(id, "eve", "editor", "as seen on screen", Feeding.Ms(Second));
        return CorrectionRule.Judge(Work, new CorrectionOrder([.. changes.Select(Step)], until, isForced), by, seq: 7);
    }

    public string Refusal(params string[] changes) => Judge(LockRule.Agree, isForced: false, changes).Obstacle!.Reason;

    public Incident Incident(string id) => Shown.Incidents.Single(incident => incident.Id == id);

    public void Take(MatchEntry entry)
    {
        var laid = _table.Apply(entry);
        Entries.Add(laid);
        if (laid.Public.Delta is { } delta) _told = _told.Apply(delta);
        Assert.Equal((laid.Public.StateHash, Work.Shown.Hash), (_told.Hash, _told.Hash));
        Assert.Equal(_told.ToMessage(), Shown);
        if (!Locked.Any()) Assert.Same(Work.State, Work.Shown);
        AssertEntriesLeadHere(Entries.Count / 2);
        AssertEntriesLeadHere(Entries.Count);
    }

    public static CorrectionStep Step(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.TryGetProperty("lock", out var locked)) return new CorrectionStep { Lock = locked.GetString() };
        if (root.TryGetProperty("unlock", out var unlocked)) return new CorrectionStep { Unlock = unlocked.GetString() };
        return root.TryGetProperty("undo", out var undone)
            ? new CorrectionStep { Undo = undone.GetString() }
            : new CorrectionStep { Content = Feeding.Event(json) };
    }

    private string Correct(string until, string[] changes)
    {
        var verdict = Judge(until, isForced: false, changes);
        Assert.True(verdict.Obstacle is null, $"{verdict.Obstacle}");
        Assert.Equal(EntryKind.Types.Value.Correction, verdict.Entry!.Public.Kind);
        Take(verdict.Entry);
        return verdict.Entry.Public.Correction.Id;
    }

    private void AssertEntriesLeadHere(int cut)
    {
        var (before, restored) = (new MatchTable(Limits), new MatchTable(Limits));
        foreach (var entry in Entries.Take(cut)) before.Apply(entry.MatchId, entry.Public, entry.Writer);
        foreach (var work in before.Works) EntryForm.Restore(restored, EntryForm.Snapshot(work, default, MatchTimes.None));
        foreach (var entry in Entries.Skip(cut)) restored.Apply(entry.MatchId, entry.Public, entry.Writer);
        var again = restored.Find("m1")!;
        Assert.Equal((Feeds, Shown), (again.State.ToMessage(), again.Shown.ToMessage()));
        Assert.Equal(Work.ToWriterState(), again.ToWriterState());
    }
}
