using CsCheck;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Ingest.Tests.Normalising;

/// <summary>Laws over random sequences of events, good and bad, of two feeds and two matches.</summary>
public sealed class NormaliserProperties
{
    private const int Cases = 300;
    private static readonly HoldLimits Limits = new(PerMatch: 4, BytesPerMatch: 1_000, Total: 6);

    [Fact]
    public void The_same_events_give_the_same_entries() =>
        EventGen.Sequences.Sample(
            events => Assert.Equal(Bytes(Run(new MatchTable(Limits), events)), Bytes(Run(new MatchTable(Limits), events))), iter: Cases);

    [Fact]
    public void An_event_makes_at_most_one_entry_of_its_own() =>
        EventGen.Sequences.Sample(events =>
        {
            var entries = Run(new MatchTable(Limits), events);
            var own = entries.Where(entry => entry.Writer.Event != 0).Select(entry => entry.Writer.Event).ToList();
            Assert.Equal(own.Count, own.Distinct().Count());
        }, iter: Cases);

    [Fact]
    public void The_hash_in_an_entry_is_the_hash_of_the_state_after_it() =>
        EventGen.Sequences.Sample(events =>
        {
            var states = new Dictionary<string, Match>();
            foreach (var entry in Run(new MatchTable(Limits), events))
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
    public void A_restart_at_any_entry_changes_nothing() =>
        EventGen.Sequences.Sample(events =>
        {
            var whole = new MatchTable(Limits);
            var entries = Run(whole, events, out var entryCounts);
            for (var cut = 0; cut <= events.Length; cut++)
            {
                var restored = Restored(entries.Take(entryCounts[cut]), snapshotAt: entryCounts[cut] / 2);
                var rest = Run(restored, events[cut..]);
                Assert.Equal(Bytes(entries.Skip(entryCounts[cut])), Bytes(rest));
                Assert.Equal(Bytes(whole), Bytes(restored));
            }
        }, iter: Cases / 5);

    [Fact]
    public void Sending_everything_again_changes_nothing() =>
        EventGen.Sequences.Sample(events =>
        {
            var table = new MatchTable(Limits);
            Run(table, events);
            var before = Bytes(table);
            Assert.All(events, sent => Assert.Null(table.Judge(sent.Content.Match, Clone(sent)).Entry));
            Assert.Equal(before, Bytes(table));
        }, iter: Cases);

    /// <summary>The laws say nothing about what the sequences never do.</summary>
    [Fact]
    public void The_sequences_reach_every_outcome()
    {
        var reached = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        EventGen.Sequences.Sample(events =>
        {
            var table = new MatchTable(Limits);
            foreach (var sent in events)
            {
                var verdict = table.Judge(sent.Content.Match, Clone(sent));
                reached[$"{verdict.Outcome} {verdict.Reason}"] = true;
                foreach (var mark in verdict.Entry?.Public.Marks ?? []) reached[$"{mark.Kind}"] = true;
                if (verdict.Entry is { } entry) table.Apply(entry);
                if (verdict.Entry?.Writer.Release.Count > 0) reached["made room"] = true;
                while (table.NextReplay(sent.Content.Match) is { Entry: { } replayed } replay)
                {
                    reached[$"replayed {replay.Outcome}"] = true;
                    table.Apply(replayed);
                }
                while (table.NextEviction(sent.ReceivedMs) is { } eviction)
                {
                    reached["evicted"] = true;
                    table.Apply(eviction);
                }
            }
        }, iter: 1_500);

        string[] all =
        [
            "Accepted ", "Duplicate ", "Rejected ID_REUSED", "Quarantined UNKNOWN_MATCH", "Quarantined LIFECYCLE", "Quarantined INCIDENT_LIFECYCLE",
            "Quarantined UNKNOWN_INCIDENT", "Quarantined IMPOSSIBLE_VALUE", "Quarantined SPORT_CHANGED", "FeedCorrection", "Overtaken", "Clamped",
            "PassedOver", "UnknownWord", "replayed Accepted", "replayed Quarantined", "made room", "evicted",
        ];
        Assert.Empty(all.Except(reached.Keys));
    }

    private static List<MatchEntry> Run(MatchTable table, IReadOnlyList<FeedEvent> events) => Run(table, events, out _);

    /// <param name="table">Takes the events.</param>
    /// <param name="events">In order of arrival.</param>
    /// <param name="entryCounts">How many entries there were before each event, and after the last.</param>
    private static List<MatchEntry> Run(MatchTable table, IReadOnlyList<FeedEvent> events, out int[] entryCounts)
    {
        var entries = new List<MatchEntry>();
        entryCounts = new int[events.Count + 1];
        for (var i = 0; i < events.Count; i++)
        {
            if (table.Judge(events[i].Content.Match, Clone(events[i])).Entry is { } entry)
            {
                Take(entry);
                while (table.NextReplay(entry.MatchId) is { Entry: { } replayed }) Take(replayed);
                while (table.NextEviction(events[i].ReceivedMs) is { } eviction) Take(eviction);
            }
            entryCounts[i + 1] = entries.Count;
        }
        return entries;

        void Take(MatchEntry entry)
        {
            table.Apply(entry);
            entries.Add(entry);
        }
    }

    /// <summary>
    /// What a restart makes of the log: a snapshot of the first entries, and then the others, all of it through bytes.
    /// </summary>
    private static MatchTable Restored(IEnumerable<MatchEntry> entries, int snapshotAt)
    {
        var before = new MatchTable(Limits);
        var restored = new MatchTable(Limits);
        foreach (var (index, entry) in entries.Index())
        {
            if (index == snapshotAt) Copy(before, restored);
            var table = index < snapshotAt ? before : restored;
            table.Apply(
                entry.MatchId, LoggedChange.Parser.ParseFrom(entry.Public.ToByteArray()), WriterChange.Parser.ParseFrom(entry.Writer.ToByteArray()));
        }
        return restored;
    }

    private static void Copy(MatchTable from, MatchTable to)
    {
        foreach (var work in from.Works) EntryForm.Restore(to, EntryForm.Snapshot(work, default, MatchTimes.None));
    }

    private static FeedEvent Clone(FeedEvent sent) => new(sent.Feed, sent.Content.Clone(), sent.ReceivedMs);

    private static string[] Bytes(IEnumerable<MatchEntry> entries) =>
        [.. entries.Select(entry => $"{entry.MatchId} {entry.Public} {Convert.ToHexString(entry.Writer.ToByteArray())}")];

    private static string[] Bytes(MatchTable table) =>
        [.. table.Works.OrderBy(work => work.Id, StringComparer.Ordinal).Select(work =>
            $"{work.Id} {Convert.ToHexString(work.State.ToMessage().ToByteArray())} {Convert.ToHexString(work.ToWriterState().ToByteArray())}")];
}
