using CsCheck;
using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Normalising;
using Fanout.Protocol.Matches;
using Google.Protobuf;

namespace Fanout.Ingest.Tests.Arbitration;

/// <summary>Laws over random sequences of events, good and bad, of two feeds under a policy.</summary>
public sealed class ArbiterProperties
{
    private const int Cases = 200;
    private static readonly HoldLimits Limits = new(PerMatch: 4, BytesPerMatch: 1_000, Total: 6);
    private static readonly Arbiter Arbiter = new(new ArbitrationPolicies(Policies()));

    [Fact]
    public void The_hash_in_an_entry_is_the_hash_of_the_state_after_it() =>
        EventGen.Sequences.Sample(events =>
        {
            var states = new Dictionary<string, Match>();
            foreach (var entry in Run(NewTable(), events, out _))
            {
                var before = states.GetValueOrDefault(entry.MatchId, Match.Empty);
                var after = entry.Public.Delta is { } delta ? before.Apply(delta) : before;
                Assert.Equal(entry.Public.StateHash, after.Hash);
                Assert.Equal(entry.Public.StateHash, Match.From(after.ToMessage()).Hash);
                if (entry.IsPublic) Assert.NotEqual(before.ToMessage(), after.ToMessage());
                states[entry.MatchId] = after;
            }
        }, iter: Cases);

    [Fact]
    public void Every_incident_of_the_primary_is_shown_as_it_has_it() =>
        EventGen.Sequences.Sample(events =>
        {
            var table = NewTable();
            Run(table, events, out _);
            foreach (var work in table.Works.Where(static work => work.Views?.Primary is not null))
            {
                var shown = work.State.ToMessage().Incidents.ToDictionary(static one => one.Id, StringComparer.Ordinal);
                var view = work.Views!.Primary!.Work;
                foreach (var incident in view.State.ToMessage().Incidents)
                {
                    var one = shown[view.NoteOf(incident.Id)!.ShownAs];
                    Assert.Equal((incident.Type, incident.Team, incident.Minute), (one.Type, one.Team, one.Minute));
                    if (work.Views.Provisional.All(waiting => waiting.Id != one.Id)) Assert.Equal(incident.State, one.State);
                }
            }
        }, iter: Cases);

    [Fact]
    public void A_restart_at_any_entry_changes_nothing() =>
        EventGen.Sequences.Sample(events =>
        {
            var whole = NewTable();
            var entries = Run(whole, events, out var counts);
            for (var cut = 0; cut <= events.Length; cut++)
            {
                var restored = Restored(entries.Take(counts[cut]), snapshotAt: counts[cut] / 2);
                var rest = Run(restored, events[cut..], out _);
                Assert.Equal(Bytes(entries.Skip(counts[cut])), Bytes(rest));
                Assert.Equal(Bytes(whole), Bytes(restored));
            }
        }, iter: Cases / 5);

    [Fact]
    public void Sending_everything_again_changes_nothing() =>
        EventGen.Sequences.Sample(events =>
        {
            var table = NewTable();
            Run(table, events, out _);
            var before = Bytes(table);
            Assert.All(events, sent => Assert.Null(table.Judge(sent.Content.Match, Clone(sent)).Entry));
            Assert.Equal(before, Bytes(table));
        }, iter: Cases);

    private static ArbitrationOptions Policies()
    {
        var second = TimeSpan.FromSeconds(1);
        var policy = new PolicyOptions
        {
            Silence = 3 * second,
            HoldOff = 2 * second,
            Confirmation = 2 * second,
            Divergence = 2 * second,
            Lag = 15 * second,
            LagTime = second,
        };
        policy.Feeds.Add(new PolicyFeedOptions { Name = "f1" });
        policy.Feeds.Add(new PolicyFeedOptions { Name = "f2", Fast = true });
        return new ArbitrationOptions { Policies = { policy } };
    }

    private static List<MatchEntry> Run(MatchTable table, FeedEvent[] events, out int[] counts)
    {
        var entries = new List<MatchEntry>();
        counts = new int[events.Length + 1];
        for (var i = 0; i < events.Length; i++)
        {
            if (table.Judge(events[i].Content.Match, Clone(events[i])).Entry is { } entry)
            {
                Take(entry);
                while (table.NextReplay(entry.MatchId) is { Entry: { } replayed }) Take(replayed);
                while (table.NextEviction(events[i].ReceivedMs) is { } eviction) Take(eviction);
            }
            foreach (var id in table.Works.Select(static work => work.Id).Order(StringComparer.Ordinal).ToList())
            {
                for (var count = 0; Arbiter.Next(table.Find(id)!, events[i].ReceivedMs) is { } decided; count++)
                {
                    Assert.True(count < 5, "decides without end");
                    Take(decided);
                }
            }
            counts[i + 1] = entries.Count;
        }
        return entries;

        void Take(MatchEntry entry)
        {
            table.Apply(entry);
            entries.Add(entry);
        }
    }

    /// <summary>What a snapshot after so many entries and the entries after it lead to.</summary>
    private static MatchTable Restored(IEnumerable<MatchEntry> entries, int snapshotAt)
    {
        var (before, restored) = (NewTable(), NewTable());
        foreach (var entry in entries.Take(snapshotAt)) before.Apply(entry.MatchId, entry.Public, entry.Writer);
        foreach (var work in before.Works)
            EntryForm.Restore(restored, EntryForm.Snapshot(work, default, MatchTimes.None));
        foreach (var entry in entries.Skip(snapshotAt)) restored.Apply(entry.MatchId, entry.Public, entry.Writer);
        return restored;
    }

    private static MatchTable NewTable() => new(Limits, Arbiter.Judge);

    private static FeedEvent Clone(FeedEvent sent) => new(sent.Feed, sent.Content.Clone(), sent.ReceivedMs);

    private static string[] Bytes(IEnumerable<MatchEntry> entries) =>
        [.. entries.Select(entry => $"{entry.MatchId} {entry.Public} {Convert.ToHexString(entry.Writer.ToByteArray())}")];

    private static string[] Bytes(MatchTable table) =>
        [.. table.Works.OrderBy(work => work.Id, StringComparer.Ordinal).Select(work =>
            $"{work.Id} {Convert.ToHexString(work.State.ToMessage().ToByteArray())} {Convert.ToHexString(work.ToWriterState().ToByteArray())}")];
}
