using Fanout.Protocol.Messages;

namespace Fanout.Protocol.Tests.States;

/// <summary>
/// That a delta costs what it touches: counted in bytes allocated, which no machine's speed can change.
/// </summary>
public sealed class CostTests
{
    private static readonly MatchDelta OneIncident = new()
    {
        Incidents = new IncidentEdits { Upsert = { new Incident { Id = "i7", Revision = 2, Order = 7 } } },
    };

    private readonly Dictionary<int, Match> _matches = [];

    [Fact]
    public void A_score_costs_the_same_in_a_match_of_10_and_of_5_000_incidents()
    {
        var delta = new MatchDelta { Score = new ScoreChange { Home = 2 }, Clock = new ClockChange { ValueMs = 1 } };
        Assert.Equal(BytesToApply(MatchOf(10), delta), BytesToApply(MatchOf(5_000), delta));
    }

    [Fact]
    public void An_incident_costs_a_path_down_a_tree_not_a_list()
    {
        var (few, many) = (BytesToApply(MatchOf(10), OneIncident), BytesToApply(MatchOf(5_000), OneIncident));
        // 5,000 elements are at most 18 levels of an AVL tree against 4; a node is 72 bytes. A copied list would be
        // 40,000 bytes.
        Assert.InRange(many - few, 0, 18 * 72);
    }

    [Fact]
    public void An_effect_costs_what_its_delta_touches_too()
    {
        var (few, many) =
            (BytesOf(() => MatchOf(10).ApplyEffective(OneIncident)), BytesOf(() => MatchOf(5_000).ApplyEffective(OneIncident)));
        Assert.InRange(many - few, 0, 18 * 72);
    }

    [Fact]
    public void States_share_what_a_delta_does_not_touch()
    {
        var before = MatchOf(10);
        var after = before.Apply(new MatchDelta
        {
            Score = new ScoreChange { Home = 2 },
            Incidents = new IncidentEdits { Upsert = { new Incident { Id = "i7", Revision = 2 } } },
        });

        Assert.NotSame(before.Head.Score, after.Head.Score);
        Assert.Same(before.Head.Clock, after.Head.Clock);
        Assert.Same(before.Head.Participants[0], after.Head.Participants[0]);
        Assert.Same(before.Head.Score.Periods[0], after.Head.Score.Periods[0]);
        Assert.Same(Incidents(before, "i3"), Incidents(after, "i3"));
        Assert.NotSame(Incidents(before, "i7"), Incidents(after, "i7"));
        Assert.Same(before.Head.Clock, after.ToMessage().Clock);
    }

    [Fact]
    public void A_state_does_not_change_under_those_who_hold_it()
    {
        var before = MatchOf(10);
        var (message, hash) = (before.ToMessage().Clone(), before.Hash);
        before.Apply(new MatchDelta
        {
            Score = new ScoreChange { Away = 9, Periods = new PeriodTail() },
            Incidents = new IncidentEdits { Remove = { "i1" } },
            Cleared = { "clock" },
        });
        Assert.Equal(message, before.ToMessage());
        Assert.Equal(hash, before.Hash);
    }

    private static Incident? Incidents(Match state, string id) =>
        state.Elements<Incident>(MatchState.IncidentsFieldNumber).Find(id);

    private Match MatchOf(int incidentCount)
    {
        if (_matches.TryGetValue(incidentCount, out var known)) return known;
        var match = new MatchState
        {
            Id = "m1",
            Score = new Score { Home = 1, Periods = { new PeriodScore { Phase = "1H", Home = 1 } } },
            Clock = new Clock { Running = true },
            Participants = { new Participant { Id = "t1" }, new Participant { Id = "t2" } },
        };
        var incidents = Enumerable.Range(0, incidentCount);
        match.Incidents.AddRange(incidents.Select(i => new Incident { Id = $"i{i}", Order = i, Revision = 1 }));
        return _matches[incidentCount] = Match.From(match);
    }

    private static long BytesToApply(Match state, MatchDelta delta) => BytesOf(() => state.Apply(delta));

    private static long BytesOf(Func<object> act)
    {
        for (var i = 0; i < 100; i++) GC.KeepAlive(act()); // plans and pools are made once
        var before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(act());
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
