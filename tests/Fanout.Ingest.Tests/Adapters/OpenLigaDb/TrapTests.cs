using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.OpenLigaDb.Written;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Adapters.OpenLigaDb;

/// <summary>What the format is known to trip readers with, each in an answer of a match.</summary>
public sealed class TrapTests
{
    private const string Id = "openligadb:7";

    private readonly PolledFootball _feed = new("openligadb");

    [Fact]
    public void Orders_goals_by_the_running_score_and_credits_whose_number_rises()
    {
        _feed.Read(Answer(Match(
            $"{Result(Full, 2, 1)},{Result(AtHalf, 1, 1)}",
            $"{Goal(3, 2, 1, 80, "Ash", own: true)},{Goal(1, 1, 0, 9, "Birch", penalty: true)},{Goal(2, 1, 1, 47, "Elm")}")));
        Assert.Equal(["9 home Birch", "45+2 away Elm", "80 home Ash"], _feed.Goals(Id));
        Assert.Equal(["penalty", "", "own_goal"], _feed.Match(Id).Incidents.Select(static goal => goal.Method));
        Assert.Equal(["goal-1", "goal-2", "goal-3"], _feed.Match(Id).Incidents.Select(static goal => goal.Id.Split(':')[2]));
        Assert.Empty(_feed.Problems);
        Assert.Empty(_feed.Marks);
    }

    [Fact]
    public void Tells_the_setting_of_the_match()
    {
        var fixture = _feed.Read(Answer(Match(Result(Full, 0, 0))))[0].Fixture;
        Assert.Equal(
            ("Meadow League", "2026", "3. Spieltag", "The Meadow, Wiese", "Europe/Berlin"),
            (fixture.Competition.Name, fixture.Season, fixture.Round, fixture.Venue, fixture.TimeZone));
        Assert.Equal(("openligadb:1", "Reds", "https://example.org/r.png"), (fixture.Home.Id, fixture.Home.Name, fixture.Home.CrestUrl));
        Assert.Equal(new DateTimeOffset(2026, 5, 1, 18, 0, 0, TimeSpan.Zero), fixture.Start.ToDateTimeOffset());
    }

    [Theory]
    [InlineData(0, 0)] // no goal at all
    [InlineData(1, 0)] // told already
    [InlineData(2, 2)] // both rise
    [InlineData(1, 2)] // beyond the result
    public void Leaves_out_a_row_that_cannot_be_and_says_so(int home, int away)
    {
        _feed.Read(Answer(Match($"{Result(Full, 1, 0)},{Result(AtHalf, 1, 0)}", $"{Goal(1, 1, 0, 9, "Ash")},{Goal(2, home, away, null, "Elm")}")));
        Assert.Equal(["9 home Ash"], _feed.Goals(Id));
        Assert.Equal((1, 0), (_feed.Match(Id).Score.Home, _feed.Match(Id).Score.Away));
        Assert.Contains(_feed.Problems, static problem => problem.Kind == ProblemKind.Contradiction && problem.Text.Contains("goal 2", StringComparison.Ordinal));
    }

    [Fact]
    public void Follows_the_result_where_a_goal_has_no_row()
    {
        _feed.Read(Answer(Match($"{Result(Full, 3, 0)},{Result(AtHalf, 1, 0)}", $"{Goal(1, 1, 0, 9)},{Goal(2, 3, 0, 70)}")));
        Assert.Equal((3, 2), (_feed.Match(Id).Score.Home, _feed.Goals(Id).Count()));
        Assert.Equal([1, 2], _feed.Match(Id).Score.Periods.Select(static period => period.Home));
        Assert.Contains(_feed.Problems, static problem => problem.Text.Contains("goes from 1:0 to 3:0", StringComparison.Ordinal));
    }

    [Fact]
    public void Puts_goals_without_minutes_into_the_halves_of_the_results()
    {
        _feed.Read(Answer(Match($"{Result(Full, 1, 1)},{Result(AtHalf, 1, 0)}", $"{Goal(1, 1, 0, null)},{Goal(2, 1, 1, null)}")));
        Assert.Equal(["1H", "2H"], _feed.Match(Id).Incidents.Select(static goal => goal.Phase));
        Assert.All(_feed.Match(Id).Incidents, static goal => Assert.Equal(0u, goal.Minute));
    }

    [Theory]
    [InlineData(45, "+2", 45, 2)]
    [InlineData(90, "+7", 90, 7)]
    [InlineData(95, "", 90, 5)]
    [InlineData(30, "+1", 30, 0)] // says something else
    public void Reads_added_time_from_the_minute_or_the_comment(int minute, string comment, uint shown, uint added)
    {
        _feed.Read(Answer(Match($"{Result(Full, 1, 0)},{Result(AtHalf, minute < 46 ? 1 : 0, 0)}", Goal(1, 1, 0, minute, comment: comment))));
        Assert.Equal((shown, added), (_feed.Match(Id).Incidents[0].Minute, _feed.Match(Id).Incidents[0].Added));
    }

    [Theory]
    [InlineData("nach Verlängerung", "nach Elfmeterschießen", null, null)]
    [InlineData("", "", null, null)] // by number alone
    [InlineData("Ergebnis", "Ergebnis", "AfterExtraTime", "AfterPenalties")]
    public void Takes_the_goals_of_the_match_out_of_the_shootout(string extra, string penalties, string? extraKind, string? penaltiesKind)
    {
        _feed.Read(Answer(Match(
            $"{Result(AtHalf, 0, 1)},{Result(Full, 1, 1)},{Result(Extra, 2, 2, extra, extraKind)},{Result(Penalties, 5, 6, penalties, penaltiesKind)}",
            $"{Goal(1, 0, 1, 9)},{Goal(2, 1, 1, 70)},{Goal(3, 2, 1, 95)},{Goal(4, 2, 2, 119)},{Goal(5, 3, 2, 120, "Ash", "Elfmeterschießen", penalty: true)}")));
        var match = _feed.Match(Id);
        Assert.Equal((2, 2, 3, 4), (match.Score.Home, match.Score.Away, match.Score.Shootout.Home, match.Score.Shootout.Away));
        Assert.Equal(["1H 0:1", "2H 1:0", "E1 1:0", "E2 0:1"], match.Score.Periods.Select(static period => $"{period.Phase} {period.Home}:{period.Away}"));
        Assert.Equal((Winner.Types.Value.Away, WinMethod.Types.Value.Shootout), (match.Winner, match.WinMethod));
        Assert.Equal("shootout_kick", match.Incidents[^1].Type);
        Assert.Empty(_feed.Problems);
    }

    [Fact]
    public void Leaves_out_extra_time_and_a_shootout_that_were_filled_in_by_mistake()
    {
        _feed.Read(Answer(Match($"{Result(AtHalf, 0, 1)},{Result(Full, 1, 3)},{Result(Extra, 1, 3)},{Result(Penalties, 1, 3)}")));
        Assert.Equal(WinMethod.Types.Value.Regulation, _feed.Match(Id).WinMethod);
        Assert.Null(_feed.Match(Id).Score.Shootout);
        Assert.Equal(2, _feed.Problems.Count(static problem => problem.Kind == ProblemKind.Contradiction));
    }

    [Fact]
    public void Gives_the_fixture_alone_of_a_match_without_a_result_or_a_goal()
    {
        var told = _feed.Read(Answer(Match("", finished: false), Match(Result(Full, -1, -1), finished: false, id: 8)));
        Assert.Equal([(Id, "Reds"), ("openligadb:8", "Reds")], told.Select(static one => (one.Match, one.Fixture.Home.Name)));
        Assert.Equal((MatchStatus.Scheduled, false), (_feed.Match(Id).Status, _feed.Matches.HasEvents(Id)));
        Assert.Equal("openligadb:9", _feed.Match(Id).Competition.Id);
        Assert.Empty(_feed.Problems);
        Assert.Empty(_feed.Read(Answer(Match("", finished: true))));
        Assert.Contains("finished, but without a result", Assert.Single(_feed.Problems).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_the_answer_about_one_match_and_the_names_of_older_answers()
    {
        var older = Match(Result(Full, 1, 0), Goal(1, 1, 0, 9)).Replace("matchID", "MatchID", StringComparison.Ordinal)
            .Replace("matchResults", "MatchResults", StringComparison.Ordinal).Replace("pointsTeam", "PointsTeam", StringComparison.Ordinal);
        Assert.Equal((1, 0), (Reading.OfTexts(older).Score(Id).Home, Reading.OfTexts(older).Score(Id).Away));
    }

    [Fact]
    public void Reads_the_soap_answers_to_the_same_events()
    {
        var soap = Soap("""
            <Goal><goalID>2</goalID><goalScoreTeam1>1</goalScoreTeam1><goalScoreTeam2>1</goalScoreTeam2><goalMatchMinute>70</goalMatchMinute>
            <goalGetterName>Elm</goalGetterName><goalPenalty>true</goalPenalty><goalOwnGoal xsi:nil="true"/><goalComment/></Goal>
            <Goal><goalID>1</goalID><goalScoreTeam1>1</goalScoreTeam1><goalScoreTeam2>0</goalScoreTeam2><goalMatchMinute>9</goalMatchMinute>
            <goalGetterName>Ash</goalGetterName><goalPenalty xsi:nil="true"/><goalOwnGoal>false</goalOwnGoal></Goal>
            """);
        var json = Answer(Match($"{Result(Full, 1, 1)},{Result(AtHalf, 1, 0)}", $"{Goal(1, 1, 0, 9, "Ash")},{Goal(2, 1, 1, 70, "Elm", penalty: true)}"));
        Assert.Equal(Reading.OfTexts(json).Events.Skip(1), Reading.OfTexts(soap).Events.Skip(1)); // the fixtures differ by crest and stadium
        Assert.Equal("Meadow League", Reading.OfTexts(soap).Events[0].Fixture.Competition.Name);
    }

    [Fact]
    public void Refuses_a_document_type_and_reads_nothing_from_elsewhere()
    {
        var reading = Reading.As("openligadb", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + Soap("&x;"));
        Assert.Empty(reading.Events);
        Assert.Contains(reading.Problems, static problem => problem.Kind == ProblemKind.Unreadable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_what_stands_before_the_place_where_the_file_breaks_off(bool soap)
    {
        var whole = soap ? Soap("") : Answer(Match(Result(Full, 1, 0)), Match(Result(Full, 2, 0), id: 8));
        for (var length = 0; length < whole.Length - 1; length += 11)
        {
            var reading = Reading.As("openligadb", whole[..length]);
            Assert.Contains(reading.Problems, static problem => problem.Kind == ProblemKind.Unreadable);
        }

        Assert.Equal([Id], Reading.As("openligadb", whole[..^40]).Matches);
    }

    [Fact]
    public void Keeps_a_match_live_that_is_not_finished_and_tells_goals_ahead_of_the_result_as_possible()
    {
        _feed.Read(Answer(Match($"{Result(Full, 1, 0)},{Result(AtHalf, 1, 0)}", $"{Goal(1, 1, 0, 9)},{Goal(2, 1, 1, 30)}", finished: false)));
        var match = _feed.Match(Id);
        Assert.Equal((MatchStatus.Live, "1H", 1, 0), (match.Status, match.Phase, match.Score.Home, match.Score.Away));
        Assert.Equal(IncidentState.Types.Value.Possible, match.Incidents[1].State);
    }

    [Fact]
    public void Reads_utf_16_and_a_byte_order_mark()
    {
        var text = Answer(Match(Result(Full, 1, 0), home: "Grün-Weiß"));
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF8 })
        {
            var feed = new PolledFootball("openligadb");
            feed.Read([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
            Assert.Equal("Grün-Weiß", feed.Match(Id).Participants[0].Name);
        }
    }
}
