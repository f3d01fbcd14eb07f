using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.Uof.Written;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Adapters.Uof;

/// <summary>What a message stream is known to trip readers with, message by message.</summary>
public sealed class TrapTests
{
    private const string Id = "uof:sr:match:7";

    private readonly PolledFootball _feed = new("uof");

    [Fact]
    public void Tells_a_goal_with_its_score_and_the_minute_of_the_clock()
    {
        _feed.Read(Status(0, 6, clock: Clock("00:00"), periods: Period(6, 0, 0)));
        var told = Assert.Single(_feed.Read(Status(723, 6, 1, 0, Clock("12:03"), periods: Period(6, 1, 0))));
        Assert.Equal(("goal", "home", 13u, "1H", 1), (told.Incident.Type, told.Incident.Team, told.Incident.Minute, told.Incident.Phase, told.Score.Home));
        Assert.Equal(("LIVE", "1H"), (_feed.Match(Id).Status.ToString().ToUpperInvariant(), _feed.Match(Id).Phase));
        Assert.Empty(_feed.Marks);
    }

    [Theory]
    [InlineData("45:00", "01:10", 6, 45, 2)]
    [InlineData("46:10", "", 6, 45, 2)]
    [InlineData("45:00", "", 7, 46, 0)]
    [InlineData("90:00", "04:59", 7, 90, 5)]
    public void Adds_stoppage_time_to_a_clock_that_stands(string time, string stoppage, int code, uint minute, uint added)
    {
        _feed.Read(Status(0, code, clock: Clock("00:00")));
        var goal = _feed.Read(Status(60, code, 0, 1, Clock(time, stoppage))).Single(static told => told.Incident is not null).Incident;
        Assert.Equal((minute, added), (goal.Minute, goal.Added));
    }

    [Fact]
    public void Passes_over_a_duplicate_and_a_message_that_was_overtaken()
    {
        _feed.Read(Status(0, 6, clock: Clock("00:00")));
        var goal = Status(60, 6, 1, 0, Clock("01:00"));
        _feed.Read(goal);
        Assert.Empty(_feed.Read(goal));
        Assert.Empty(_feed.Read(Status(55, 6, 0, 0, Clock("00:55"))));
        Assert.Equal(1, _feed.Match(Id).Score.Home);
    }

    [Fact]
    public void Takes_a_goal_back_that_was_announced_and_tells_the_next_as_another()
    {
        _feed.Read(Status(0, 6, clock: Clock("00:00")));
        _feed.Read(Status(60, 6, 1, 0, Clock("01:00")));
        var back = _feed.Read(Status(108, 6, 0, 0, Clock("01:48"))).Single(static told => told.Void is not null);
        Assert.Equal(("FEED_CORRECTION", 0), (back.Void.Reason, back.Score.Home));
        _feed.Read(Status(200, 6, 1, 0, Clock("03:20")));
        Assert.Equal(["4 home"], _feed.Goals(Id));
        Assert.Equal(2, _feed.Match(Id).Incidents.Count);
        Assert.Empty(_feed.Marks);
    }

    [Fact]
    public void Tells_every_goal_of_a_message_by_itself()
    {
        _feed.Read(Status(0, 6, clock: Clock("00:00"), periods: Period(6, 0, 0)));
        var told = _feed.Read(Status(300, 6, 2, 1, Clock("05:00"), periods: Period(6, 2, 1)));
        Assert.Equal(["1:0", "2:0", "2:1"], told.Select(static one => $"{one.Score.Home}:{one.Score.Away}"));
        Assert.Empty(_feed.Marks);
    }

    [Fact]
    public void Has_no_incident_for_what_was_there_when_it_began_to_read()
    {
        _feed.Read(Status(0, 7, 2, 1, Clock("60:00"), statistics: Cards("yellow_cards", 1, 0)));
        Assert.Empty(_feed.Match(Id).Incidents);
        _feed.Read(Status(60, 7, 1, 1, Clock("61:00"), statistics: Cards("yellow_cards", 0, 0)));
        Assert.Equal((1, 0), (_feed.Match(Id).Score.Home, _feed.Match(Id).Football.YellowCards.Home));
        Assert.Contains("FeedCorrection score 2:1 → 1:1", _feed.Marks);
    }

    [Fact]
    public void Goes_through_extra_time_to_a_shootout_that_stays_out_of_the_score()
    {
        var halves = Period(6, 1, 0) + Period(7, 0, 1);
        var all = halves + Period(41, 0, 1) + Period(42, 1, 0);
        _feed.Read(Status(0, 7, 1, 1, Clock("45:00"), periods: halves));
        _feed.Read(Status(3000, 32, 1, 1, periods: halves));
        Assert.Equal((MatchStatus.Break, "ET_WAIT", false), (_feed.Match(Id).Status, _feed.Match(Id).Phase, _feed.Match(Id).Clock.Running));
        _feed.Read(Status(3300, 41, 1, 2, Clock("91:00"), periods: halves + Period(41, 0, 1)));
        _feed.Read(Status(4500, 42, 2, 2, Clock("110:00"), periods: all));
        _feed.Read(Status(5400, 50, 2, 2, periods: all, more: "home_penalty_score=\"0\" away_penalty_score=\"0\""));
        _feed.Read(Status(5460, 50, 3, 2, periods: all, more: "home_penalty_score=\"1\" away_penalty_score=\"0\"")); // added to the score
        _feed.Read(Status(5500, 120, 2, 2, status: 3, periods: all, more: "home_penalty_score=\"1\" away_penalty_score=\"0\""));
        var match = _feed.Match(Id);
        Assert.Equal((2, 2, 1, 0), (match.Score.Home, match.Score.Away, match.Score.Shootout.Home, match.Score.Shootout.Away));
        Assert.Equal((1, 1), (match.Score.AfterRegulation.Home, match.Score.AfterRegulation.Away));
        Assert.Equal(["goal E1", "goal E2", "shootout_kick PEN"], match.Incidents.Select(static incident => $"{incident.Type} {incident.Phase}"));
        Assert.Equal((MatchStatus.Ended, Winner.Types.Value.Home, WinMethod.Types.Value.Shootout), (match.Status, match.Winner, match.WinMethod));
        Assert.Empty(_feed.Marks);
    }

    [Fact]
    public void Tells_cards_of_all_kinds_and_takes_one_back()
    {
        string Statistics(int yellow, int second, int red) => Cards("yellow_cards", yellow, 0) + Cards("yellow_red_cards", 0, second) + Cards("red_cards", red, 0);
        _feed.Read(Status(0, 6, clock: Clock("00:00"), statistics: Statistics(0, 0, 0)));
        _feed.Read(Status(60, 6, clock: Clock("01:00"), statistics: Statistics(2, 1, 1)));
        _feed.Read(Status(120, 6, clock: Clock("02:00"), statistics: Statistics(1, 1, 1)));
        var match = _feed.Match(Id);
        Assert.Equal(
            ["red home", "second_yellow away", "yellow home"],
            match.Incidents.Where(static card => card.State != IncidentState.Types.Value.Voided).Select(static card => $"{card.Card} {card.Team}"));
        Assert.Equal((1, 1, 1), (match.Football.YellowCards.Home, match.Football.RedCards.Home, match.Football.RedCards.Away));
    }

    [Fact]
    public void Keeps_matches_in_play_fresh_and_marks_them_delayed_until_the_recovery_is_complete()
    {
        _feed.Read(Alive(0));
        _feed.Read(Status(1, 6, clock: Clock("00:00")));
        Assert.NotNull(Assert.Single(_feed.Read(Alive(10))).Heartbeat);
        Assert.Equal(Coverage.Types.Value.Delayed, Assert.Single(_feed.Read(Alive(20, subscribed: false))).Coverage.Coverage);
        Assert.Empty(_feed.Read(Alive(30)));
        _feed.Read(Status(15, 6, 1, 0, Clock("00:14")));
        Assert.Equal((1, Coverage.Types.Value.Delayed), (_feed.Match(Id).Score.Home, _feed.Match(Id).Coverage));
        Assert.Equal(Coverage.Types.Value.Full, Assert.Single(_feed.Read(SnapshotComplete(31))).Coverage.Coverage);
        Assert.NotNull(Assert.Single(_feed.Read(Alive(40))).Heartbeat);
        Assert.Empty(_feed.Read(Alive(50, product: 3)));
        Assert.Empty(_feed.Marks);
    }

    [Theory]
    [InlineData(21.1, true)]
    [InlineData(20, false)]
    public void Takes_a_long_silence_of_the_heartbeat_for_a_loss(double silence, bool lost)
    {
        _feed.Read(Status(0, 6, clock: Clock("00:00")));
        _feed.Read(Alive(1));
        _feed.Read(Alive(1 + silence));
        Assert.Equal(lost ? Coverage.Types.Value.Delayed : Coverage.Types.Value.Full, _feed.Match(Id).Coverage);
    }

    [Fact]
    public void Takes_a_producer_that_says_it_is_down_at_its_word()
    {
        _feed.Read(Status(0, 6, clock: Clock("00:00")));
        Assert.Single(_feed.Read("<product_down product=\"1\"/>"));
        Assert.Equal(Coverage.Types.Value.Delayed, _feed.Match(Id).Coverage);
    }

    [Fact]
    public void Takes_abandoned_for_a_match_that_is_no_longer_watched()
    {
        _feed.Read(Status(0, 6, clock: Clock("00:00")));
        _feed.Read(Status(60, 90, status: 9));
        Assert.Equal((MatchStatus.Live, Coverage.Types.Value.Stopped), (_feed.Match(Id).Status, _feed.Match(Id).Coverage));
    }

    [Theory]
    [InlineData(0, 0, MatchStatus.Scheduled)]
    [InlineData(1, 61, MatchStatus.Delayed)]
    [InlineData(8, 60, MatchStatus.Postponed)]
    [InlineData(5, 70, MatchStatus.Cancelled)]
    [InlineData(7, 80, MatchStatus.Interrupted)]
    [InlineData(2, 81, MatchStatus.Suspended)]
    [InlineData(1, 31, MatchStatus.Break)]
    [InlineData(3, 100, MatchStatus.Ended)]
    [InlineData(4, 100, MatchStatus.Final)]
    public void Knows_the_states_of_a_match(int status, int code, MatchStatus expected)
    {
        _feed.Read(Status(0, code, status: status));
        Assert.Equal(expected, _feed.Match(Id).Status);
    }

    [Fact]
    public void Moves_the_start_names_the_sides_and_cancels_once_the_match_is_known()
    {
        Assert.Empty(_feed.Read($"""<fixture_change product="1" event_id="sr:match:7" timestamp="{At(-900)}" change_type="1" start_time="{At(600)}"/>"""));
        Assert.Empty(_feed.Read("""
            <fixtures_fixture><fixture id="sr:match:7" start_time="2026-05-01T16:00:00+00:00"><tournament id="sr:tournament:9" name="Meadow Cup"/><competitors>
            <competitor id="sr:competitor:1" name="Reds" abbreviation="RED" qualifier="home"/><competitor id="sr:competitor:2" name="Blues" qualifier="away"/>
            </competitors></fixture></fixtures_fixture>
            """));
        _feed.Read(Status(-300, 0, status: 0));
        Assert.Equal(["Reds", "Blues"], _feed.Match(Id).Participants.Select(static side => side.Name));
        _feed.Read($"""<fixture_change product="1" event_id="sr:match:7" timestamp="{At(-200)}" change_type="2" start_time="{At(1800)}"/>""");
        Assert.Equal((At(1800), At(0)), ((long)_feed.Match(Id).Start, (long)_feed.Match(Id).OriginalStart));
        _feed.Read($"""<fixture_change product="1" event_id="sr:match:7" timestamp="{At(-100)}" change_type="3"/>""");
        Assert.Equal(MatchStatus.Cancelled, _feed.Match(Id).Status);
    }

    [Fact]
    public void Reads_a_recording_line_by_line_past_lines_that_are_broken()
    {
        var reading = Reading.OfTexts(Lines(
            Line(Status(0, 6, clock: Clock("00:00"))), "{\"routing_key\":\"a\"}", "", "not json", Line("<odds_change"), Line("<unknown/>"),
            Line("<bet_stop product=\"1\" event_id=\"sr:match:7\" timestamp=\"1\"/>"), Line(Status(60, 6, 1, 0, Clock("01:00")))));
        Assert.Equal(1, reading.Score(Id).Home);
        Assert.Equal(["line 2", "line 4", "line 5", "line 6"], reading.Problems.Select(static problem => problem.Place));
    }

    [Fact]
    public void Reports_another_sport_once_and_what_cannot_be_read_with_its_value()
    {
        var reading = Reading.OfTexts(Lines(
            Line(Status(0, 6), sport: "5"), Line(Status(1, 6), sport: "5"),
            Line("<odds_change event_id=\"sr:match:8\" timestamp=\"x\"><sport_event_status status=\"1\"/></odds_change>"),
            Line("<odds_change event_id=\"sr match\" timestamp=\"1\"><sport_event_status status=\"1\"/></odds_change>"),
            Line(Status(2, 6).Replace("home_score=\"0\"", "home_score=\"-1\"", StringComparison.Ordinal)),
            Line(Status(3, 777))));
        Assert.Equal(
            ["sr:match:7 is of sport 5; only football (1) is read", "timestamp x", "event_id sr match", "score -1:0", "match_status 777; its status, 1, was followed"],
            reading.Problems.Select(static problem => problem.Text["odds_change with ".Length..]));
    }

    [Fact]
    public void Tells_the_clock_again_only_when_it_is_out_of_step()
    {
        _feed.Read(Status(0, 6, clock: Clock("00:00")));
        Assert.Empty(_feed.Read(Status(30, 6, clock: Clock("00:30"))));
        Assert.Empty(_feed.Read(Status(60, 6, clock: Clock("00:59"))));
        Assert.Equal(100_000u, Assert.Single(_feed.Read(Status(90, 6, clock: Clock("01:40")))).Clock.ValueMs);
        Assert.False(Assert.Single(_feed.Read(Status(95, 6, clock: Clock("01:45") + " stopped=\"true\""))).Clock.Running);
    }
}
