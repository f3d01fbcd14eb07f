using System.Globalization;
using Fanout.Protocol.Messages;

namespace Fanout.Server.Tests.Topics;

/// <summary>
/// What the past of a match takes of the heap. The heap is the process's: no other test may run beside these.
/// </summary>
[Collection(nameof(PastSizeTests))]
[CollectionDefinition(nameof(PastSizeTests), DisableParallelization = true)]
public sealed class PastSizeTests
{
    private const int Trials = 3; // what other tests left may be freed during one

    [Theory]
    [InlineData("score", 3000)]
    [InlineData("score", 5000)]
    [InlineData("incident", 5000)]
    [InlineData("stat", 5000)]
    public void A_superseded_entry_holds_less_than_700_bytes_and_the_budget_knows_how_much(string kind, int entries)
    {
        var trials = Enumerable.Range(0, Trials).Select(_ => Fill(kind, entries)).OrderBy(static trial => trial.Held).ToList();

        var (held, estimated) = trials[Trials / 2];
        Assert.InRange(held, 100, 700);
        Assert.InRange(estimated / held, 0.75, 1.25);
    }

    /// <summary>Bytes an entry, as the heap and as the budget have them.</summary>
    private static (double Held, double Estimated) Fill(string kind, int entries)
    {
        var past = new MatchPast();
        past.Append(1, new MatchDelta { Id = "m1", Sport = "football" });
        for (var seq = 2; seq <= 100; seq++) Append(past, kind, seq);
        var before = Settled();
        var estimatedBefore = past.Budget.Bytes;

        for (var seq = 101; seq <= 100 + entries; seq++) Append(past, kind, seq);

        var held = (Settled() - before) / (double)entries;
        var estimated = (past.Budget.Bytes - estimatedBefore) / (double)entries;
        GC.KeepAlive(past);
        return (held, estimated);
    }

    private static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static void Append(MatchPast past, string kind, int seq)
    {
        past.Append(seq, Change(kind, seq));
        past.States.RemoveAt(0);
    }

    private static MatchDelta Change(string kind, int seq) => kind switch
    {
        "score" => new MatchDelta
        {
            Score = new ScoreChange { Home = seq },
            Clock = new ClockChange { ValueMs = (uint)seq },
        },
        "incident" => new MatchDelta
        {
            Incidents = new IncidentEdits { Upsert = { new Incident { Id = Text("i", seq % 50), Type = "foul", Order = seq } } },
        },
        _ => new MatchDelta
        {
            Stats = new StatEdits { Upsert = { new Stat { Key = Text("shots", seq % 50), Home = seq } } },
        },
    };

    private static string Text(string text, int number) => text + number.ToString(CultureInfo.InvariantCulture);
}
