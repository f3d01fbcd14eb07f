using CsCheck;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Ingest.Tests.Normalising;

/// <summary>
/// Laws of every table of matches, whoever judges, over random sequences of events, good and bad, of two feeds and two
/// matches.
/// </summary>
/// <param name="cases">Sequences for each law.</param>
public abstract class TableLaws(int cases)
{
    private protected static readonly HoldLimits Limits = new(PerMatch: 4, BytesPerMatch: 1_000, Total: 6);

    protected int Cases => cases;

    [Fact]
    public void The_same_events_give_the_same_entries() =>
        EventGen.Sequences.Sample(events => Assert.Equal(Bytes(Run(NewTable(), events)), Bytes(Run(NewTable(), events))), iter: Cases);

    [Fact]
    public void The_hash_in_an_entry_is_the_hash_of_the_state_after_it() =>
        EventGen.Sequences.Sample(events =>
        {
            var states = new Dictionary<string, Match>();
            foreach (var entry in Run(NewTable(), events))
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
            var whole = NewTable();
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
            var table = NewTable();
            Run(table, events);
            var before = Bytes(table);
            Assert.All(events, sent => Assert.Null(table.Judge(sent.Content.Match, Clone(sent)).Entry));
            Assert.Equal(before, Bytes(table));
        }, iter: Cases);

    private protected abstract MatchTable NewTable();

    /// <summary>What is decided beside the events, once one was taken; nothing by default.</summary>
    private protected virtual void Decide(MatchTable table, double nowMs, Func<MatchEntry, MatchEntry> take)
    {
    }

    private protected List<MatchEntry> Run(MatchTable table, IReadOnlyList<FeedEvent> events) => Run(table, events, out _);

    private protected static FeedEvent Clone(FeedEvent sent) => new(sent.Feed, sent.Content.Clone(), sent.ReceivedMs);

    /// <param name="table">Takes the events.</param>
    /// <param name="events">In order of arrival.</param>
    /// <param name="entryCounts">How many entries there were before each event, and after the last.</param>
    private List<MatchEntry> Run(MatchTable table, IReadOnlyList<FeedEvent> events, out int[] entryCounts)
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
            Decide(table, events[i].ReceivedMs, Take);
            entryCounts[i + 1] = entries.Count;
        }
        return entries;

        MatchEntry Take(MatchEntry entry)
        {
            entries.Add(table.Apply(entry));
            return entries[^1];
        }
    }

    /// <summary>
    /// What a restart makes of the log: a snapshot of the first entries, and then the others, all of it through bytes.
    /// </summary>
    private MatchTable Restored(IEnumerable<MatchEntry> entries, int snapshotAt)
    {
        var (before, restored) = (NewTable(), NewTable());
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

    private static string[] Bytes(IEnumerable<MatchEntry> entries) =>
        [.. entries.Select(static entry => $"{entry.MatchId} {entry.Public} {Convert.ToHexString(entry.Writer.ToByteArray())}")];

    private static string[] Bytes(MatchTable table) =>
        [.. table.Works.OrderBy(static work => work.Id, StringComparer.Ordinal).Select(static work =>
            $"{work.Id} {Convert.ToHexString(work.State.ToMessage().ToByteArray())} {Convert.ToHexString(work.Shown.ToMessage().ToByteArray())} {Convert.ToHexString(work.ToWriterState().ToByteArray())}")];
}
