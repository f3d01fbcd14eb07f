using Fanout.Protocol.Messages;

namespace Fanout.Server.Tests.Topics;

/// <summary>
/// What the past of a match takes of the heap. The heap is the process's: no other test may run beside these.
/// </summary>
[Collection(nameof(FoldedPointSizeTests))]
[CollectionDefinition(nameof(FoldedPointSizeTests), DisableParallelization = true)]
public sealed class FoldedPointSizeTests
{
    private readonly MatchPast _past = new();

    [Fact]
    public void A_superseded_entry_holds_less_than_a_kibibyte_and_the_budget_knows_how_much()
    {
        const int Entries = 4000;
        _past.Append(1, new MatchDelta { Id = "m1", Sport = "football" });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var estimatedBefore = _past.Budget.Bytes;

        for (var seq = 2; seq <= Entries; seq++)
        {
            var clock = new ClockChange { ValueMs = (uint)seq };
            _past.Append(seq, new MatchDelta { Score = new ScoreChange { Home = seq }, Clock = clock });
            _past.States.RemoveAt(0);
        }

        var held = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Entries;
        var estimated = (_past.Budget.Bytes - estimatedBefore) / (double)Entries;
        GC.KeepAlive(_past);
        Assert.InRange(held, 100, 1024);
        Assert.InRange(estimated / held, 0.75, 1.25);
    }
}
