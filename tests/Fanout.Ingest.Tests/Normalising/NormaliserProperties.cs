using CsCheck;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Tests.Normalising;

/// <summary>The laws of a table in which all feeds of a match are one.</summary>
public sealed class NormaliserProperties() : TableLaws(cases: 300)
{
    [Fact]
    public void An_event_makes_at_most_one_entry_of_its_own() =>
        EventGen.Sequences.Sample(events =>
        {
            var own = Run(NewTable(), events).Where(static entry => entry.Writer.Event != 0).Select(static entry => entry.Writer.Event).ToList();
            Assert.Equal(own.Count, own.Distinct().Count());
        }, iter: Cases);

    /// <summary>The laws say nothing about what the sequences never do.</summary>
    [Fact]
    public void The_sequences_reach_every_outcome()
    {
        var reached = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        EventGen.Sequences.Sample(events =>
        {
            var table = NewTable();
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

    private protected override MatchTable NewTable() => new(Limits);
}
