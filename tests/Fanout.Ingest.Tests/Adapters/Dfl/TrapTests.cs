using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.Dfl.Written;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Adapters.Dfl;

/// <summary>What the format is known to trip readers with, each in a message of a few events.</summary>
public sealed class TrapTests
{
    private const string Id = "dfl:7";

    private readonly PolledFootball _feed = new("dfl");

    [Fact]
    public void Tells_a_match_by_its_whistles_with_the_clock_that_the_format_lacks()
    {
        var reading = Reading.OfTexts(Information("1:0"), Message(
            KickOff(0.5, "firstHalf"), Goal("1", 12, "R", "1:0"), Whistle(47, "firstHalf", "1:0"), KickOff(62, "secondHalf"), Whistle(109, "secondHalf", "1:0")));
        Assert.Equal(
            ["fixture", "lineup-away", "lineup-home", "k-firstHalf LIVE 1H", "1", "w-firstHalf BREAK HT", "k-secondHalf LIVE 2H", "w-secondHalf ENDED"],
            reading.Events.Select(static told => string.Join(' ', new[]
            {
                told.Id.Split(':')[2],
                told.Status?.Status.ToString().ToUpperInvariant(),
                told.Phase?.Phase,
            }.OfType<string>())));
        var goal = Assert.Single(reading.Incidents("goal"));
        Assert.Equal(("home", 12u, "R. Nine", "Rob Ten", "open"), (goal.Team, goal.Minute, goal.Player, goal.Player2, goal.Method));
        var half = reading.Events.Single(static told => told.Phase?.Phase == "HT").Clock;
        Assert.Equal((2_790_000u, 2u, false), (half.ValueMs, half.AddedMinutes, half.Running));
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [InlineData("", "TypeOfShot=\"head\"", "header")]
    [InlineData("", "TypeOfShot=\"leftLeg\"", "open")]
    [InlineData("Penalty", "TypeOfShot=\"leftLeg\"", "penalty")]
    [InlineData("FreeKick", "TypeOfShot=\"leftLeg\"", "free_kick")]
    [InlineData("CornerKick", "TypeOfShot=\"leftLeg\"", "corner")]
    public void Knows_how_a_goal_came_about_by_what_is_around_the_shot(string around, string shot, string method)
    {
        var reading = Reading.OfTexts(Information(), Message(KickOff(0, "firstHalf"), Goal("1", 12, "B", "0:1", around, shot)));
        Assert.Equal(("away", method), (reading.Incidents("goal").Single().Team, reading.Incidents("goal").Single().Method));
        Assert.Equal((0, 1), (reading.Score(Id).Home, reading.Score(Id).Away));
    }

    [Theory]
    [InlineData("TeamOwnGoalCountsFor=\"B\"")]
    [InlineData("")]
    public void Credits_an_own_goal_to_the_side_that_it_counts_for(string more)
    {
        var reading = Reading.OfTexts(Information(), Message(
            KickOff(0, "firstHalf"), Event("1", 12, $"""<OwnGoal Team="R" Player="r9" {more} CurrentResult="0:1"/>""")));
        var goal = reading.Incidents("goal").Single();
        Assert.Equal(("away", "own_goal", "R. Nine"), (goal.Team, goal.Method, goal.Player));
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void Takes_a_deleted_event_back_whenever_the_tombstone_comes()
    {
        _feed.Read(Information());
        _feed.Read(Sent("2026-05-01T18:12:10+02:00", KickOff(0, "firstHalf"), Goal("1", 12, "R", "1:0")));
        Assert.Equal(1, _feed.Match(Id).Score.Home);
        var taken = Assert.Single(_feed.Read(Sent("2026-05-01T18:13:00+02:00", Delete("1", 12))));
        Assert.Equal(("dfl:1", "FEED_CORRECTION", 0), (taken.Void.Incident, taken.Void.Reason, taken.Score.Home));
        Assert.Empty(_feed.Goals(Id));
        Assert.Empty(_feed.Read(Sent("2026-05-01T18:13:00+02:00", Delete("1", 12))));
        Assert.Empty(_feed.Read(Sent("2026-05-01T18:12:30+02:00", Goal("1", 12, "R", "1:0")))); // overtaken
        Assert.Empty(_feed.Read(Sent("2026-05-01T18:15:00+02:00", Delete("never", 12))));
        Assert.Empty(_feed.Read(Sent("2026-05-01T18:14:00+02:00", Goal("never", 12, "R", "1:0"))));
        Assert.Empty(_feed.Marks);
    }

    [Fact]
    public void Says_why_a_goal_was_taken_back_where_the_officials_decisions_do()
    {
        _feed.Read(Information());
        _feed.Read(Sent("2026-05-01T18:12:10+02:00", KickOff(0, "firstHalf"), Goal("1", 12, "R", "1:0")));
        _feed.Read(Sent(
            "2026-05-01T18:15:10+02:00",
            Event("2", 14, """<VideoAssistantAction TeamChallenged="R" ProofedEvent="goal" RefDecision="goal" FinalDecision="noGoal"/>"""),
            Event("3", 14.5, """<GoalDisallowed Team="R" Player="r9" Reason="offside"/>"""),
            Delete("1", 12)));
        var match = _feed.Match(Id);
        Assert.Equal(
            [("goal", "VAR_OFFSIDE", Visibility.Types.Value.Struck), ("var", "", Visibility.Types.Value.Unspecified), ("var", "", Visibility.Types.Value.Unspecified)],
            match.Incidents.Select(static incident => (incident.Type, incident.Reason, incident.Visibility)));
        Assert.Equal(["", "goal_disallowed"], match.Incidents.Skip(1).Select(static incident => incident.Method));
    }

    [Fact]
    public void Amends_what_comes_again_under_its_id_and_withdraws_what_became_something_else()
    {
        _feed.Read(Information());
        _feed.Read(Sent("2026-05-01T18:12:10+02:00", KickOff(0, "firstHalf"), Goal("1", 12, "R", "1:0"), Pass("2", 13)));
        _feed.Read(Sent("2026-05-01T18:13:10+02:00", Goal("1", 11, "B", "0:1")));
        Assert.Equal(["12 away B. Nine"], _feed.Goals(Id));
        Assert.Equal((0, 1), (_feed.Match(Id).Score.Home, _feed.Match(Id).Score.Away));
        _feed.Read(Sent("2026-05-01T18:14:10+02:00", Pass("1", 11)));
        Assert.Empty(_feed.Goals(Id));
        Assert.Equal((0, 0), (_feed.Match(Id).Score.Home, _feed.Match(Id).Score.Away));
        _feed.Read(Sent("2026-05-01T18:15:10+02:00", Goal("1", 11, "B", "0:1")));
        Assert.Equal(["12 away B. Nine"], _feed.Goals(Id));
    }

    [Fact]
    public void Takes_late_entries_into_their_half_without_reopening_the_match_or_going_back_in_time()
    {
        var feed = _feed.Read(Message(
            KickOff(0, "firstHalf"), Whistle(47, "firstHalf", "0:0"), KickOff(62, "secondHalf"), Whistle(110, "secondHalf", "1:0"),
            Event("8", 36, """<Caution CardColor="yellow" Team="B" Player="b9"/>"""), Goal("9", 105, "R", "1:0"),
            Event("10", 50, """<Caution CardColor="yellowRed" Team="R" Player="r9"/>""")));
        var match = _feed.Match(Id);
        Assert.Equal((MatchStatus.Ended, 1), (match.Status, match.Score.Home));
        Assert.Equal(
            [("yellow", "1H", 37u, 0u), ("second_yellow", "1H", 45u, 3u), ("", "2H", 89u, 0u)],
            match.Incidents.Select(static incident => (incident.Card, incident.Phase, incident.Minute, incident.Added)));
        Assert.Equal(feed.Select(static told => told.At.ToDateTimeOffset()).Order(), feed.Select(static told => told.At.ToDateTimeOffset()));
    }

    [Fact]
    public void Follows_the_result_of_the_final_whistle_where_a_goal_has_no_event()
    {
        var reading = Reading.OfTexts(Information("2:0"), Message(
            KickOff(0, "firstHalf"), Goal("1", 12, "R", "1:0"), Whistle(47, "firstHalf", "1:0"), KickOff(62, "secondHalf"), Whistle(109, "secondHalf", "2:0")));
        Assert.Equal([1, 1], reading.Score(Id).Periods.Select(static period => period.Home));
        Assert.Contains("2:0 at the end of 2H, the events give 1:0", Assert.Single(reading.Problems).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_a_goal_once_that_gets_its_event_after_the_whistle()
    {
        _feed.Read(Message(KickOff(0, "firstHalf"), Whistle(47, "firstHalf", "1:0")));
        Assert.Equal(1, _feed.Match(Id).Score.Home);
        _feed.Read(Message(Goal("1", 12, "R", "1:0")));
        Assert.Equal((1, 1), (_feed.Match(Id).Score.Home, _feed.Goals(Id).Count()));
    }

    [Fact]
    public void Goes_into_extra_time_and_keeps_the_kicks_of_a_shootout_out_of_the_score()
    {
        string Kick(string id, double minute, string team, string outcome) => Event(
            id, minute, $"""<Penalty Team="{team}"><ShotAtGoal Team="{team}" Player="{team.ToLowerInvariant()}9"><{outcome}/></ShotAtGoal></Penalty>""");
        _feed.Read(Message(
            KickOff(0, "firstHalf"), Whistle(46, "firstHalf", "0:0"), KickOff(61, "secondHalf"), Goal("1", 80, "B", "0:1"), Goal("2", 90, "R", "1:1"),
            Whistle(108, "secondHalf", "1:1"), KickOff(113, "firstHalfExtra"), Whistle(129, "firstHalfExtra", "1:1"), KickOff(130, "secondHalfExtra"),
            Whistle(146, "secondHalfExtra", "1:1"), Event("3", 150, "<StartPenaltyShootOut/>"),
            Kick("4", 151, "R", "SuccessfulShot"), Kick("5", 152, "B", "SavedShot"), Kick("6", 153, "R", "ShotWide"), Whistle(154, "penaltyShootout", "1:1")));
        var match = _feed.Match(Id);
        Assert.Equal((1, 1, 1, 0), (match.Score.Home, match.Score.Away, match.Score.Shootout.Home, match.Score.Shootout.Away));
        Assert.Equal((1, 1), (match.Score.AfterRegulation.Home, match.Score.AfterRegulation.Away));
        Assert.Equal([("home", true), ("away", false), ("home", false)], match.Score.Shootout.Kicks.Select(static kick => (kick.Side, kick.Scored)));
        Assert.Equal(["scored", "saved", "missed"], match.Incidents.Where(static incident => incident.Type == "shootout_kick").Select(static kick => kick.Method));
        Assert.Equal((Winner.Types.Value.Home, WinMethod.Types.Value.Shootout), (match.Winner, match.WinMethod));
        Assert.Equal(["1H", "2H", "E1", "E2"], match.Score.Periods.Select(static period => period.Phase));
        Assert.Empty(_feed.Marks);
    }

    [Fact]
    public void Knows_a_penalty_that_was_missed_cards_of_all_kinds_and_substitutions()
    {
        _feed.Read(Information());
        _feed.Read(Message(
            KickOff(0, "firstHalf"),
            Event("1", 5, """<Penalty Team="R"><ShotAtGoal Team="R" Player="r9"><SavedShot GoalKeeper="b1"/></ShotAtGoal></Penalty>"""),
            Event("2", 6, """<Caution CardColor="yellow" Team="B" Player="b9"/>"""),
            Event("3", 7, """<Caution CardColor="red" Team="B" Player="b9"/>"""),
            Event("4", 8, """<Caution CardColor="yellow" CardRating="canceled" Team="R" Player="r9"/>"""),
            Event("5", 9, """<CautionTeamofficial CardColor="yellow" Team="R" PersonSentOff="coach"/>"""),
            Event("6", 10, """<Substitution Team="R" PlayerIn="r10" PlayerOut="r9"/>"""),
            Event("7", 11, """<CornerKick Team="R" Side="left"><Play Team="R"/></CornerKick>"""),
            Event("8", 44, """<AdditionalTimeDisplayed Minute="+3"/>""")));
        var match = _feed.Match(Id);
        Assert.Equal(
            ["penalty saved", "card yellow", "card red", "card yellow", "other ", "substitution "],
            match.Incidents.Select(static incident => $"{incident.Type} {incident.Card}{incident.Method}"));
        Assert.Equal(IncidentState.Types.Value.Voided, match.Incidents[3].State);
        Assert.Equal((1, 1, 0), (match.Football.YellowCards.Away, match.Football.RedCards.Away, match.Football.YellowCards.Home));
        Assert.Equal((1, 3u), (match.Football.Corners.Home, match.Clock.AddedMinutes));
        Assert.Equal(("Rob Ten", "R. Nine"), (match.Incidents[5].Player, match.Incidents[5].Player2));
    }

    [Fact]
    public void Orders_events_by_time_where_the_file_has_them_backwards()
    {
        var reading = Reading.OfTexts(Information("1:0"), Message(
            Whistle(109, "secondHalf", "1:0"), KickOff(62, "secondHalf"), Whistle(47, "firstHalf", "1:0"), Goal("1", 12, "R", "1:0"), KickOff(0, "firstHalf")));
        Assert.Equal(
            ["k-firstHalf", "1", "w-firstHalf", "k-secondHalf", "w-secondHalf"], reading.Events.Skip(3).Select(static told => told.Id.Split(':')[2]));
        Assert.Equal(ProblemKind.Assumption, Assert.Single(reading.Problems).Kind);
    }

    [Fact]
    public void Reads_events_without_match_information_and_information_without_events()
    {
        var events = Reading.OfTexts(Message(KickOff(0, "firstHalf"), Goal("1", 12, "R", "1:0")));
        Assert.Equal("dfl:r9", events.Incidents("goal").Single().Player);
        Assert.Contains("home is taken to be R", Assert.Single(events.Problems).Text, StringComparison.Ordinal);
        var information = Reading.OfTexts(Information("2:1"));
        Assert.Equal((2, 1), (information.Score(Id).Home, information.Score(Id).Away));
        Assert.Empty(Reading.OfTexts(Information()).Events);
    }

    [Fact]
    public void Reopens_a_match_whose_final_whistle_was_deleted()
    {
        _feed.Read(Sent("2026-05-01T19:50:00+02:00", KickOff(0, "firstHalf"), Whistle(47, "firstHalf", "0:0"), KickOff(62, "secondHalf"), Whistle(108, "secondHalf", "0:0")));
        _feed.Read(Sent("2026-05-01T19:51:00+02:00", Delete("w-secondHalf", 108)));
        Assert.Equal((MatchStatus.Live, "2H", true), (_feed.Match(Id).Status, _feed.Match(Id).Phase, _feed.Match(Id).Clock.Running));
    }

    [Theory]
    [InlineData("<Event MatchId=\"DFL-MAT-7\" EventTime=\"2026-05-01T18:00:00Z\"><Delete/></Event>", "event with EventId (none)")]
    [InlineData("<Event EventId=\"1\" MatchId=\"DFL-MAT-7\" EventTime=\"soon\"><Delete/></Event>", "event 1 with EventTime soon")]
    [InlineData("<Event EventId=\"1\" EventTime=\"2026-05-01T18:00:00Z\"><Delete/></Event>", "event 1 without MatchId")]
    public void Reports_events_that_cannot_be_read_with_their_place(string broken, string text)
    {
        var reading = Reading.OfTexts(Information(), Message("\n", broken, "\n", KickOff(0, "firstHalf")));
        var problem = Assert.Single(reading.Problems);
        Assert.Equal((ProblemKind.Unreadable, "file1.json", "line 2", text), (problem.Kind, problem.File, problem.Place, problem.Text));
        Assert.Contains(reading.Events, static told => told.Phase?.Phase == "1H");
    }

    [Fact]
    public void Leaves_out_and_reports_a_team_that_is_not_in_the_match()
    {
        var reading = Reading.OfTexts(Information(), Message(KickOff(0, "firstHalf"), Goal("1", 12, "X", "1:0"), Goal("2", 13, "X", "2:0")));
        Assert.Empty(reading.Incidents("goal"));
        Assert.Contains("event 1 of team X", Assert.Single(reading.Problems).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_what_stands_before_the_place_where_the_file_breaks_off()
    {
        var whole = Message(KickOff(0, "firstHalf"), Goal("1", 12, "R", "1:0"), Goal("2", 13, "R", "2:0"));
        for (var length = 0; length < whole.Length - 1; length += 13)
        {
            var reading = Reading.As("dfl", whole[..length]);
            Assert.Contains(reading.Problems, static problem => problem.Kind == ProblemKind.Unreadable);
        }

        Assert.Equal(1, Reading.As("dfl", whole[..^60]).Score(Id).Home);
    }

    [Fact]
    public void Reads_names_in_the_encoding_that_they_are_in_whatever_is_declared()
    {
        var text = Information().Replace("Reds", "Grün", StringComparison.Ordinal);
        var declared = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + text;
        var wrong = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + text;
        foreach (var document in new[] { declared, wrong })
        {
            var feed = new PolledFootball("dfl");
            feed.Read(Encoding.Latin1.GetBytes(document));
            feed.Read(Message(KickOff(0, "firstHalf")));
            Assert.Equal("Grün", feed.Match(Id).Participants[0].Name);
        }
    }
}
