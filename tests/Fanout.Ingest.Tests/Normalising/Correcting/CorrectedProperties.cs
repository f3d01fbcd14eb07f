using CsCheck;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Simulating;
using Fanout.Ingest.Tests.Arbitration;
using Fanout.Ingest.Tests.Simulating;

namespace Fanout.Ingest.Tests.Normalising.Correcting;

/// <summary>The laws of a table, of matches that editors correct, and what holds of corrections.</summary>
public sealed class CorrectedProperties() : TableLaws(cases: 150)
{
    [Fact]
    public void Readers_see_the_feeds_with_what_is_locked_laid_over() =>
        EventGen.Sequences.Sample(events => Run(NewTable(), events), iter: Cases); // Decide looks after each entry

    [Fact]
    public void Once_everything_is_taken_back_readers_see_the_feeds() =>
        EventGen.Sequences.Sample(events =>
        {
            var table = NewTable();
            Run(table, events);
            foreach (var id in table.Works.Where(static work => work.IsKnown).Select(static work => work.Id).ToList())
                OverlayOracle.Unwind(table, id, events[^1].ReceivedMs + 1000);
        }, iter: Cases);

    [Theory]
    [MemberData(nameof(EverySportTests.Names), MemberType = typeof(EverySportTests))]
    public void In_every_sport_corrections_hold_whatever_is_played(string sport) =>
        Gen.Int[0, 1_000_000].Sample(
            seed =>
            {
                var table = new MatchTable(Limits);
                var told = Match.Empty;
                var events = Invented.Match(MatchDay.Sports.Single(one => one.Name == sport), seed);
                var matchId = events[0].Match;
                var corrected = 0;
                foreach (var one in events.Take(400)) // of the thousands of a Test
                {
                    var atMs = Instants.MsOf(one.At);
                    if (table.Judge(matchId, new FeedEvent("f1", one, atMs)).Entry is { } entry) Take(entry);
                    if (RandomEditor.Next(table.Find(matchId)!, atMs, oftenPercent: 10) is not { } correction) continue;
                    Take(correction);
                    corrected++;
                }
                Assert.True(corrected > 0 || events.Count < 50);
                OverlayOracle.Unwind(table, matchId, Instants.MsOf(events[^1].At));

                void Take(MatchEntry entry)
                {
                    var (before, locked) = (table.Find(matchId)?.Shown ?? Match.Empty, table.Find(matchId)?.Corrections?.Locked ?? []);
                    var laid = table.Apply(entry);
                    if (laid.Public.Delta is { } delta) told = told.Apply(delta);
                    Assert.Equal(told.Hash, laid.Public.StateHash);
                    OverlayOracle.Check(table.Find(matchId)!);
                    OverlayOracle.CheckStep(before, locked, table.Find(matchId)!, laid);
                }
            },
            iter: 15);

    private protected override MatchTable NewTable() => new(Limits);

    private protected override void Decide(MatchTable table, double nowMs, Func<MatchEntry, MatchEntry> take) => Corrected(table, nowMs, take);

    internal static void Corrected(MatchTable table, double nowMs, Func<MatchEntry, MatchEntry> take)
    {
        foreach (var id in table.Works.Select(static work => work.Id).Order(StringComparer.Ordinal).ToList())
        {
            OverlayOracle.Check(table.Find(id)!);
            if (RandomEditor.Next(table.Find(id)!, nowMs, oftenPercent: 40) is not { } correction) continue;
            var (before, locked) = (table.Find(id)!.Shown, table.Find(id)!.Corrections?.Locked ?? []);
            var laid = take(correction);
            OverlayOracle.Check(table.Find(id)!);
            OverlayOracle.CheckStep(before, locked, table.Find(id)!, laid);
        }
    }
}

/// <summary>The same of matches of two feeds under a policy.</summary>
public sealed class CorrectedArbiterProperties() : TableLaws(cases: 100)
{
    [Fact]
    public void Once_everything_is_taken_back_readers_see_the_feeds() =>
        EventGen.Sequences.Sample(events =>
        {
            var table = NewTable();
            Run(table, events);
            foreach (var id in table.Works.Where(static work => work.IsKnown).Select(static work => work.Id).ToList())
                OverlayOracle.Unwind(table, id, events[^1].ReceivedMs + 1000);
        }, iter: Cases);

    private protected override MatchTable NewTable() => new(Limits, ArbiterProperties.Arbiter.Judge);

    private protected override void Decide(MatchTable table, double nowMs, Func<MatchEntry, MatchEntry> take)
    {
        ArbiterProperties.Arbitrate(table, nowMs, take);
        CorrectedProperties.Corrected(table, nowMs, take);
    }
}
