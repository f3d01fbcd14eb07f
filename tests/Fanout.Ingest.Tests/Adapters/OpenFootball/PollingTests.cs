using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.OpenFootball.Written;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Adapters.OpenFootball;

/// <summary>The same document read again, with something changed in it.</summary>
public sealed class PollingTests
{
    private const string Id = "openfootball:0";

    private readonly PolledFootball _feed = new("openfootball");

    [Fact]
    public void Says_nothing_when_nothing_changed()
    {
        var document = Document(Match(goals1: $"[{Goal("Ash", 9)}]"));
        Assert.NotEmpty(_feed.Read(document));
        Assert.Empty(_feed.Read(document));
    }

    [Fact]
    public void Gives_the_same_events_to_another_reader_of_the_same_document()
    {
        var document = Document(Match(goals1: $"[{Goal("Ash", 9)}]"));
        Assert.Equal(_feed.Read(document), new PolledFootball("openfootball").Read(document));
    }

    [Fact]
    public void Voids_a_goal_that_is_no_longer_there_and_lowers_the_score_with_it()
    {
        _feed.Read(Document(Match("\"ft\":[2,0],\"ht\":[1,0]", $"[{Goal("Ash", 9)},{Goal("Birch", 70)}]")));
        var changes = _feed.Read(Document(Match("\"ft\":[1,0],\"ht\":[1,0]", $"[{Goal("Ash", 9)}]")));
        var taken = Assert.Single(changes);
        Assert.Equal(("openfootball:0:goal-2", 1), (taken.Void.Incident, taken.Score.Home));
        Assert.Equal(["9 home Ash"], _feed.Goals(Id));
        Assert.Equal(Visibility.Types.Value.Hidden, _feed.Match(Id).Incidents[1].Visibility);
        Assert.Empty(_feed.Marks); // a score that falls by what was voided is no surprise
    }

    [Fact]
    public void Amends_a_goal_whose_scorer_minute_or_side_was_corrected_without_touching_the_others()
    {
        _feed.Read(Document(Match("\"ft\":[2,0],\"ht\":[1,0]", $"[{Goal("Ash", 9)},{Goal("Birch", 70)}]")));
        var scorer = _feed.Read(Document(Match("\"ft\":[2,0],\"ht\":[1,0]", $"[{Goal("Beech", 9)},{Goal("Birch", 70)}]")));
        Assert.Equal(["openfootball:0:goal-1"], scorer.Select(static told => told.Incident.Id));
        _feed.Read(Document(Match("\"ft\":[2,0],\"ht\":[1,0]", $"[{Goal("Beech", 9)},{Goal("Birch", 71)}]")));
        Assert.Equal(["9 home Beech", "71 home Birch"], _feed.Goals(Id));
        _feed.Read(Document(Match("\"ft\":[1,1],\"ht\":[1,0]", $"[{Goal("Beech", 9)}]", $"[{Goal("Birch", 71, ",\"owngoal\":true")}]")));
        Assert.Equal(["9 home Beech", "71 away Birch"], _feed.Goals(Id));
        Assert.Equal((1, 1), (_feed.Match(Id).Score.Home, _feed.Match(Id).Score.Away));
        Assert.Equal(2, _feed.Match(Id).Incidents.Count);
    }

    [Fact]
    public void Brings_back_a_goal_that_comes_back()
    {
        var two = Document(Match("\"ft\":[2,0],\"ht\":[1,0]", $"[{Goal("Ash", 9)},{Goal("Birch", 70)}]"));
        var one = Document(Match("\"ft\":[1,0],\"ht\":[1,0]", $"[{Goal("Ash", 9)}]"));
        foreach (var document in new[] { two, one, two, one, two }) _feed.Read(document);
        Assert.Equal(2, _feed.Match(Id).Score.Home);
        Assert.Equal(2, _feed.Goals(Id).Count());
    }

    [Fact]
    public void Takes_back_the_winner_with_the_score()
    {
        _feed.Read(Document(Match("\"ft\":[1,0]")));
        _feed.Read(Document(Match("\"ft\":[1,1]")));
        Assert.Equal((Winner.Types.Value.Draw, false), (_feed.Match(Id).Winner, _feed.Match(Id).HasWinMethod));
        _feed.Read(Document(Match(score: null)));
        Assert.Equal((MatchStatus.Scheduled, 0, 0), (_feed.Match(Id).Status, _feed.Match(Id).Score.Home, _feed.Match(Id).Score.Away));
    }

    [Fact]
    public void Knows_a_match_again_when_another_is_put_before_it_or_its_sides_become_known()
    {
        _feed.Read(Document(Match(), Match(home: "\"Winner of 1\"", away: "\"Winner of 2\"", score: null)));
        _feed.Read(Document(Match(home: "\"Greens\"", score: "\"ft\":[4,4]"), Match(), Match(home: "\"Reds\"", away: "\"Whites\"", score: "\"ft\":[0,2]")));
        Assert.Equal(1, _feed.Match(Id).Score.Home);
        Assert.Equal(
            ["Blues 1:0", "Blues 4:4", "Whites 0:2"],
            _feed.Matches.Mentioned.Where(_feed.Matches.HasEvents).Select(_feed.Match)
                .Select(static match => $"{match.Participants[1].Name} {match.Score.Home}:{match.Score.Away}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Names_the_sides_of_a_match_to_come_once_they_are_known_and_tells_it_when_it_is_played()
    {
        _feed.Read(Document(Match(home: "\"Winner of 1\"", score: null)));
        var sides = _feed.Read(Document(Match(score: null)));
        Assert.Equal("Reds", Assert.Single(sides).Fixture.Home.Name);
        Assert.Empty(_feed.Read(Document(Match(score: null))));

        _feed.Read(Document(Match("\"ft\":[1,0],\"ht\":[1,0]", $"[{Goal("Ash", 9)}]")));

        Assert.Equal(Id, Assert.Single(_feed.Matches.Mentioned));
        Assert.Equal((MatchStatus.Ended, 1, "Reds"), (_feed.Match(Id).Status, _feed.Match(Id).Score.Home, _feed.Match(Id).Participants[0].Name));
        Assert.Equal(["9 home Ash"], _feed.Goals(Id));
        Assert.Empty(_feed.Marks);
    }

    [Fact]
    public void Says_when_a_match_that_was_told_is_gone_and_leaves_it()
    {
        _feed.Read(Document(Match(), Match(home: "\"Greens\"")));
        Assert.Empty(_feed.Read(Document(Match())));
        Assert.Contains("openfootball:1", Assert.Single(_feed.Problems, static problem => problem.Kind == ProblemKind.Assumption).Text, StringComparison.Ordinal);
        Assert.Equal(1, _feed.Match("openfootball:1").Score.Home);
    }
}
