using Fanout.Protocol.Messages;

namespace Fanout.Protocol.Tests.States;

public sealed class MatchAlgebraTests
{
    private static readonly MatchState Before = new()
    {
        Id = "m1",
        Status = Status.Types.Value.Live,
        Phase = "1H",
        Score = new Score { Home = 1, Periods = { new PeriodScore { Phase = "1H", Home = 1 } } },
        Clock = new Clock { Kind = ClockKind.Types.Value.Up, Running = true, AnchorMs = 1000 },
        Incidents = { new Incident { Id = "i1", Type = "goal", Team = "home", Order = 1 } },
        Winner = Winner.Types.Value.Home,
    };

    [Fact]
    public void A_goal_taken_back_is_expressed_to_the_zero()
    {
        var after = Before.Clone();
        after.Score.Home = 0;
        after.Score.Periods[0].Home = 0;
        after.Incidents[0].State = IncidentState.Types.Value.Voided;
        after.ClearWinner();

        var delta = Match.Diff(Match.From(Before), Match.From(after));

        Assert.True(delta.Score.HasHome);
        Assert.Equal(["winner"], delta.Cleared);
        Assert.Equal(after, Match.From(Before).Apply(delta).ToMessage());
    }

    [Fact]
    public void The_hash_after_a_delta_is_the_hash_of_the_whole_state()
    {
        var after = Before.Clone();
        after.Score.Away = 3;
        after.Incidents.Add(new Incident { Id = "i0", Type = "card", Order = 0.5 });
        after.Clock = null;

        var from = Match.From(Before);
        var to = from.Apply(Match.Diff(from, Match.From(after)));

        Assert.Equal(Match.From(after).Hash, to.Hash);
        Assert.Equal(["i0", "i1"], to.ToMessage().Incidents.Select(incident => incident.Id));
    }

    [Fact]
    public void An_effect_leaves_out_what_changes_nothing()
    {
        var (state, effect) = Match.From(Before).ApplyEffective(new MatchDelta
        {
            Phase = "1H",
            Score = new ScoreChange { Home = 1 },
            Incidents = new IncidentEdits { Upsert = { Before.Incidents[0].Clone() }, Remove = { "never there" } },
        });

        Assert.True(Match.IsEmpty(effect));
        Assert.Equal(Match.From(Before).Hash, state.Hash);
    }

    [Fact]
    public void Composing_clears_before_it_sets()
    {
        var first = new MatchDelta { Score = new ScoreChange { Home = 4 }, Cleared = { "score" } };
        var second = new MatchDelta { Score = new ScoreChange { Away = 2 }, Winner = Winner.Types.Value.Away };

        var both = Match.From(Before).Apply(Match.Compose(first, second));

        Assert.Equal(Match.From(Before).Apply(first).Apply(second).ToMessage(), both.ToMessage());
        Assert.Empty(both.Head.Score.Periods);
    }

    [Fact]
    public void A_half_inning_that_was_not_played_differs_from_one_without_runs()
    {
        var played =
            new MatchState { Baseball = new Baseball { Innings = { new BaseballInning { Away = 0, Home = 0 } } } };
        var notPlayed = new MatchState { Baseball = new Baseball { Innings = { new BaseballInning { Away = 0 } } } };

        var delta = Match.Diff(Match.From(played), Match.From(notPlayed));

        Assert.False(Match.IsEmpty(delta));
        Assert.False(Match.From(played).Apply(delta).ToMessage().Baseball.Innings[0].HasHome);
    }
}
