using Fanout.Protocol.Messages;
using Fanout.Server.Boards;

namespace Fanout.Server.Tests.Boards;

public sealed class HeadlinesTests
{
    private Match _state = Match.From(new MatchState { Id = "m1", Sport = "football", Score = new Score { Home = 1 } });
    private Headline _headline;
    private bool _isShown;

    public HeadlinesTests() => _headline = Headlines.Of(_state, Headlines.LastNotable(_state));

    [Fact]
    public void A_headline_is_the_score_view_with_what_a_list_groups_by()
    {
        Assert.Equal(("m1", "football", 1), (_headline.Id, _headline.Sport, _headline.Score.Home));
        Assert.Null(_headline.LastIncident);
    }

    [Fact]
    public void The_last_notable_incident_is_by_play_order_not_by_arrival()
    {
        Apply(Upsert("i2", 20, "goal"));
        Apply(Upsert("i1", 10, "card"));
        Assert.Equal("i2", _headline.LastIncident.Id);

        Apply(Upsert("i3", 30, "comment"));
        Assert.Equal("i2", _headline.LastIncident.Id);

        Apply(Upsert("i4", 20, "wicket"));
        Assert.Equal("i4", _headline.LastIncident.Id);
    }

    [Theory]
    [InlineData("run_play", true)]
    [InlineData("boundary", true)]
    [InlineData("point", false)]
    [InlineData("comment", false)]
    [InlineData("a_word_of_a_provider", false)]
    public void What_is_notable_is_what_the_vocabulary_says(string type, bool isNotable)
    {
        Apply(Upsert("i1", 10, type));
        Assert.Equal(isNotable, _headline.LastIncident is not null);
    }

    [Fact]
    public void An_incident_that_is_hidden_or_removed_gives_way_to_the_one_before()
    {
        Apply(Upsert("i1", 10, "card"));
        Apply(Upsert("i2", 20, "goal"));
        Apply(Upsert("i3", 30, "goal"));

        Apply(new MatchDelta { Incidents = new IncidentEdits { Remove = { "i3" } } });
        Assert.Equal("i2", _headline.LastIncident.Id);
        Apply(Upsert("i2", 20, "goal", Visibility.Types.Value.Hidden));
        Assert.Equal("i1", _headline.LastIncident.Id);
    }

    [Fact]
    public void A_goal_taken_back_stays_the_last_incident_as_it_is_now()
    {
        Apply(Upsert("i1", 10, "goal"));
        Apply(Upsert("i1", 10, "goal", Visibility.Types.Value.Struck));

        Assert.Equal(Visibility.Types.Value.Struck, _headline.LastIncident.Visibility);
    }

    [Fact]
    public void What_a_row_does_not_show_leaves_it_as_it_is()
    {
        var stats = new StatEdits { Upsert = { new Stat { Key = "shots", Home = 3 } } };
        Apply(new MatchDelta { Stats = stats, Venue = "Wembley" });
        Assert.False(_isShown);

        Apply(new MatchDelta { Score = new ScoreChange { Home = 2 } });
        Assert.True(_isShown);
        Assert.Equal(2, _headline.Score.Home);

        var cleared = new MatchDelta { Cleared = { "competition" } };
        Apply(cleared);
        Assert.True(_isShown);
    }

    [Fact]
    public void A_wicket_is_shown()
    {
        Apply(new MatchDelta { Cricket = new CricketChange { Innings = new CricketInningsTail { Items = { new CricketInnings { Wickets = 6 } } } } });

        Assert.True(_isShown);
        Assert.Equal(6u, Assert.Single(_headline.Cricket.Innings).Wickets);
    }

    private void Apply(MatchDelta delta)
    {
        _state = _state.Apply(delta);
        var last = Headlines.NextNotable(_headline.LastIncident, _state, delta);
        _isShown = Headlines.Shows(delta) || last != _headline.LastIncident;
        _headline = Headlines.Of(_state, last);
    }

    private static MatchDelta Upsert(string id, double order, string type, Visibility.Types.Value visibility = default)
    {
        var incident = new Incident { Id = id, Order = order, Type = type, Visibility = visibility };
        return new MatchDelta { Incidents = new IncidentEdits { Upsert = { incident } } };
    }
}
