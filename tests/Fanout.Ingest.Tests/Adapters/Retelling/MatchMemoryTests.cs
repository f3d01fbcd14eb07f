using Fanout.Ingest.Adapters.Retelling;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Tests.Adapters.Retelling;

public sealed class MatchMemoryTests
{
    private readonly MatchMemory _memory = new("m:1");
    private readonly OfflineNormaliser _normaliser = new();

    [Fact]
    public void Gives_the_first_telling_whole_with_ids_of_its_own()
    {
        var told = Tell(Fixture(), Goal("a", 1), Goal("b", 2));
        Assert.Equal(["m:1:fixture:", "m:1:a:", "m:1:b:"], told.Select(static one => one.Id[..^8]));
        Assert.Equal(told.Select(static one => one.Id), new MatchMemory("m:1").Tell([Fixture(), Goal("a", 1), Goal("b", 2)]).Select(static one => one.Id));
    }

    [Fact]
    public void Gives_nothing_twice_and_what_is_added_as_it_is()
    {
        Tell(Fixture(), Goal("a", 1));
        Assert.Empty(Tell(Fixture(), Goal("a", 1)));
        Assert.Equal("b", Assert.Single(Tell(Fixture(), Goal("a", 1), Goal("b", 2))).Incident.Id);
    }

    [Fact]
    public void Does_not_mind_that_the_times_of_what_was_told_are_others()
    {
        Tell(Fixture(), Goal("a", 1));
        Assert.Empty(Tell(Fixture(), At(Goal("a", 1), minute: 59)));
    }

    [Fact]
    public void Voids_what_is_gone_together_with_its_score()
    {
        Tell(Fixture(), Goal("a", 1), Goal("b", 2));
        var correction = Assert.Single(Tell(Fixture(), Goal("a", 1)));
        Assert.Equal(("b", 1), (correction.Void.Incident, correction.Score.Home));
        Assert.Equal((1, StateValue.Voided), (State.Score.Home, State.Incidents[1].State));
    }

    [Fact]
    public void Gives_back_what_comes_again_also_the_second_time()
    {
        for (var i = 0; i < 3; i++)
        {
            Tell(Fixture(), Goal("a", 1));
            Assert.Equal((1, StateValue.Confirmed), (State.Score.Home, State.Incidents[0].State));
            Tell(Fixture(), Score("none", 0));
            Assert.Equal((0, StateValue.Voided), (State.Score.Home, State.Incidents[0].State));
        }
    }

    [Fact]
    public void Gives_back_what_comes_again_behind_what_was_told_last()
    {
        Tell(Fixture(), Goal("a", 1));
        Tell(Fixture());
        Tell(Fixture(), Score("none", 0), Goal("a", 1));
        Assert.Equal((1, StateValue.Confirmed), (State.Score.Home, State.Incidents[0].State));
    }

    [Fact]
    public void Amends_what_is_different_and_empties_what_is_no_longer_said()
    {
        Tell(Fixture(), Goal("a", 1, player: "Ann", text: "header"));
        var correction = Assert.Single(Tell(Fixture(), Goal("a", 1, player: "Bea")));
        Assert.Null(correction.Score);
        Assert.Equal(("Bea", ""), (State.Incidents[0].Player, State.Incidents[0].Text));
        Assert.Equal(2u, State.Incidents[0].Revision);
    }

    [Fact]
    public void Corrects_the_past_and_goes_on_from_there()
    {
        Tell(Fixture(), Goal("a", 1), Goal("b", 2));
        var told = Tell(Fixture(), Score("a", 0), Goal("b", 1), Goal("c", 2));
        Assert.Equal([("a", 1), ("", 2)], told.Select(static one => (one.Void?.Incident ?? "", one.Score.Home)));
        Assert.Equal("c", told[1].Incident.Id);
    }

    [Fact]
    public void Takes_back_an_outcome()
    {
        Tell(Fixture(), Goal("a", 1), End(Winner.Types.Value.Home));
        Tell(Fixture(), Score("a", 0), End(null));
        Assert.Equal((MatchStatus.Ended, false), (State.Status, State.HasWinner));
    }

    [Fact]
    public void Tells_what_holds_now_only_where_it_differs()
    {
        Assert.Equal(3, Tell([Fixture(), Goal("a", 1)], Score("now", 2)).Count);
        Assert.Empty(Tell([Fixture(), Goal("a", 1)], Score("now", 2)));
        Assert.Equal(3, Assert.Single(Tell([Fixture(), Goal("a", 1)], Score("now", 3))).Score.Home);
        Assert.Equal(1, Assert.Single(Tell([Fixture(), Goal("a", 1)], Score("now", 1))).Score.Home);
        Assert.Single(Tell([Fixture(), Goal("a", 1), Goal("b", 2)], Score("now", 2)));
    }

    [Fact]
    public void Tells_what_is_zero_from_what_is_absent()
    {
        var inning = At(new ScoreEvent { Id = "1B", Score = new ScoreUpdate { Baseball = new BaseballUpdate { Innings = { new BaseballInning { Home = 0 } } } } }, 1);
        var memory = new MatchMemory("m:2");
        Assert.Single(memory.Tell([inning.Clone()]));
        inning.Score.Baseball.Innings[0].Away = 0;
        Assert.True(Assert.Single(memory.Tell([inning])).Score.Baseball.Innings[0].HasAway);
    }

    [Fact]
    public void Takes_line_ups_and_statistics_apart()
    {
        var lineup = At(new ScoreEvent { Id = "lineup", Lineup = new LineupUpdate { Side = "home", Players = { new LineupPlayer { Id = "p1", Name = "Ann" } } } }, 0);
        var stat = At(new ScoreEvent { Id = "stat", Stat = new StatUpdate { Key = "shots", Home = 3 } }, 1);
        Tell(Fixture(), lineup.Clone(), stat.Clone());
        lineup.Lineup.Players[0].Name = "Bea";
        Assert.Equal(2, Tell(Fixture(), lineup).Count);
        Assert.Equal(("Bea", 0), (State.Lineups[0].Players[0].Name, State.Stats[0].Home));
    }

    [Fact]
    public void Never_lets_time_go_back()
    {
        Tell(Fixture(), At(Goal("a", 1), minute: 50));
        var later = Assert.Single(Tell(Fixture(), At(Goal("a", 1), minute: 50), At(Goal("b", 2), minute: 40)));
        Assert.Equal(50, later.At.ToDateTime().Minute);
    }

    private MatchState State => _normaliser.Find("m:1")!;

    private List<ScoreEvent> Tell(params ScoreEvent[] telling) => Tell(telling, null);

    private List<ScoreEvent> Tell(ScoreEvent[] telling, ScoreEvent? now)
    {
        var told = _memory.Tell(telling, now).ToList();
        foreach (var one in told)
        {
            var verdict = _normaliser.Accept("feed", one.Clone());
            Assert.True(verdict.Outcome == Outcome.Accepted, $"{one.Id}: {verdict.Outcome} {verdict.Reason} {verdict.Detail}");
        }

        return told;
    }

    private static ScoreEvent Fixture() => At(
        new ScoreEvent
        {
            Id = "fixture",
            Fixture = new Fixture { Sport = "football", Home = new Participant { Id = "h", Name = "H" }, Away = new Participant { Id = "a", Name = "A" } },
            Status = new StatusUpdate { Status = MatchStatus.Live },
        },
        minute: 0);

    private static ScoreEvent Score(string name, int home) =>
        At(new ScoreEvent { Id = name, Score = new ScoreUpdate { Home = home, Away = 0 } }, minute: 10);

    private static ScoreEvent Goal(string name, int home, string? player = null, string? text = null)
    {
        var goal = Score(name, home);
        goal.Incident = new IncidentUpdate { Id = name, Type = "goal", Team = "home" };
        if (player is not null) goal.Incident.Player = player;
        if (text is not null) goal.Incident.Text = text;
        return goal;
    }

    private static ScoreEvent End(Winner.Types.Value? winner)
    {
        var end = new ScoreEvent { Id = "end", Status = new StatusUpdate { Status = MatchStatus.Ended } };
        if (winner is { } side) end.Status.Winner = side;
        return At(end, minute: 58);
    }

    private static ScoreEvent At(ScoreEvent told, int minute)
    {
        told.At = new DateTime(2026, 1, 1, 12, minute % 60, 0, DateTimeKind.Utc).ToTimestamp();
        return told;
    }
}
