using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using static Fanout.Ingest.Tests.Adapters.Retrosheet.Written;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using Outcome = Fanout.Protocol.Messages.Winner.Types.Value;
using Way = Fanout.Protocol.Messages.WinMethod.Types.Value;

namespace Fanout.Ingest.Tests.Adapters.Retrosheet;

/// <summary>What the format is known to trip readers with, each in a file of a few records.</summary>
public sealed class TrapTests
{
    [Fact]
    public void Tells_the_setting_with_a_day_and_no_hour_that_it_could_be_sure_of()
    {
        var fixture = Reading.OfTexts(Game()).Events[0].Fixture;
        Assert.Equal(("baseball", "retrosheet:BEE", "ANT", "HIV01", "2026"), (fixture.Sport, fixture.Home.Id, fixture.Away.Name, fixture.Venue, fixture.Season));
        Assert.Equal(new DateTime(2026, 4, 5, 19, 5, 0, DateTimeKind.Utc), fixture.Start.ToDateTime());
        Assert.Equal((StartPrecision.Types.Value.Day, 9u), (fixture.StartPrecision, fixture.Format.RegulationInnings));
    }

    [Fact]
    public void Names_players_with_commas_in_their_names_and_their_positions()
    {
        var lineup = Reading.OfTexts(Game()).Events.First(static read => read.Lineup?.Side == "away").Lineup;
        Assert.Equal(
            [("retrosheet:visia001", "Vi Sitor", "CF"), ("retrosheet:pitca001", "Ann Pitcher, Jr.", "P")],
            lineup.Players.Select(static player => (player.Id, player.Name, player.Position)));
    }

    [Fact]
    public void Makes_one_player_of_a_pitcher_who_bats_for_himself()
    {
        var reading = Reading.OfTexts(Head() + "start,pitcb001,\"Bea Pitcher\",1,2,10\n" + Innings(2));
        var lineup = reading.Events.First(static read => read.Lineup?.Side == "home").Lineup;
        Assert.Equal(["CF", "P/DH"], lineup.Players.Select(static player => player.Position));
    }

    [Fact]
    public void Leaves_out_a_half_inning_that_was_not_played()
    {
        var innings = Reading.OfTexts(Game()).Score(BeeGame).Baseball.Innings;
        Assert.Equal(9, innings.Count);
        Assert.True(innings[8].HasAway);
        Assert.False(innings[8].HasHome);
        Assert.Equal((1, true), (innings[4].Home, innings[4].HasHome));
    }

    [Fact]
    public void Begins_each_half_inning_with_nobody_out_and_nobody_on_base()
    {
        var reading = Reading.OfTexts(Head() + Play(1, 0, "T8") + Three(1, 0) + Three(1, 1));
        var begin = reading.Events.Single(static read => read.Phase?.Phase == "1B");
        Assert.Equal((0u, false), (begin.Score.Baseball.Outs, begin.Score.Baseball.Bases.Third));
        Assert.Equal(3u, reading.Events.Last(read => read.Score is not null && read.Score.Baseball.Innings[0].HasHome == false).Score.Baseball.Outs);
    }

    [Fact]
    public void Takes_the_count_from_what_happens_between_pitches_and_forgets_it_after_a_turn()
    {
        var reading = Reading.OfTexts(Head() + Play(1, 0, "S7") + Play(1, 0, "SB2", "21") + Play(1, 0, "8", "32") + Play(1, 0, "WP.2-3", "??"));
        var counts = reading.Events.Where(static read => read.Id.Contains(":play-", StringComparison.Ordinal))
            .Select(static read => (read.Score.Baseball.Balls, read.Score.Baseball.Strikes));
        Assert.Equal([(0u, 0u), (2u, 1u), (0u, 0u), (0u, 0u)], counts);
    }

    [Fact]
    public void Counts_hits_of_the_batting_and_errors_of_the_fielding_side()
    {
        var score = Reading.OfTexts(Head() + Play(1, 0, "S7") + Play(1, 0, "E6/G.1-2") + Play(1, 0, "S9.2-3(E9);1-2")).Score(BeeGame).Baseball;
        Assert.Equal((2, 0, 0, 2), (score.Hits.Away, score.Hits.Home, score.Errors.Away, score.Errors.Home));
    }

    [Fact]
    public void Names_who_scored_where_the_batter_had_no_part_in_it()
    {
        var reading = Reading.OfTexts(
            Head() + Play(1, 0, "T8", batter: "pitca001") + Play(1, 0, "WP.3-H") + Play(1, 0, "HR/F7"));
        Assert.Equal(
            [("wild_pitch", "Ann Pitcher, Jr.", "away", "1T", "1 run"), ("home_run", "Vi Sitor", "away", "1T", "1 run")],
            reading.Incidents("run_play").Select(static run => (run.Method, run.Player, run.Team, run.Phase, run.Text)));
    }

    [Fact]
    public void Does_not_count_an_out_that_an_error_undid()
    {
        var reading = Reading.OfTexts(Head() + Play(1, 0, "T8") + Play(1, 0, "FC5.3XH(5E2)"));
        Assert.Equal((1, 0u), (reading.Score(BeeGame).Away, reading.Score(BeeGame).Baseball.Outs));
    }

    [Fact]
    public void Puts_the_runner_of_extra_innings_on_second_base()
    {
        var reading = Reading.OfTexts(
            Head(infos: "info,tiebreaker,2") + Innings(10) + "radj,visia001,2\n" + Play(10, 0, "S8.2-H", batter: "pitca001"));
        var begin = reading.Events.Single(static read => read.Phase?.Phase == "10T");
        Assert.True(begin.Score.Baseball.Bases.Second);
        Assert.Equal(1, reading.Score(BeeGame).Away);
        Assert.DoesNotContain(reading.Problems, static problem => problem.Kind == ProblemKind.Contradiction);
    }

    [Fact]
    public void Puts_him_there_also_where_a_substitution_comes_first()
    {
        var reading = Reading.OfTexts(
            Head() + Innings(10) + Play(10, 0, "NP") + "sub,newab001,\"New Arm\",1,9,1\n" + "radj,visia001,2\n" + Play(10, 0, "S8.2-H", batter: "pitca001"));
        Assert.Equal(1, reading.Score(BeeGame).Away);
        Assert.DoesNotContain(reading.Problems, static problem => problem.Kind == ProblemKind.Contradiction);
    }

    [Fact]
    public void Lets_the_home_side_bat_first_where_it_did()
    {
        var reading = Reading.OfTexts(Head(infos: "info,htbf,true") + Play(1, 1, "HR/F7") + Three(1, 1) + Play(1, 0, "S8"));
        Assert.Equal(["1T", "1B"], reading.Events.Where(static read => read.Phase is not null).Select(static read => read.Phase.Phase));
        Assert.Equal((1, 0), (reading.Score(BeeGame).Home, reading.Score(BeeGame).Away));
    }

    [Fact]
    public void Tells_who_comes_in_for_whom_but_not_who_moves_in_the_field()
    {
        var reading = Reading.OfTexts(
            Head() + Play(1, 0, "S7") + Play(1, 0, "NP") + "sub,fasta001,\"Fast Runner\",0,1,12\n" + Play(1, 0, "D8.1-H", batter: "pitca001")
            + Play(1, 0, "NP") + "sub,fasta001,\"Fast Runner\",0,1,7\n");
        var change = Assert.Single(reading.Incidents("substitution"));
        Assert.Equal(("away", "Fast Runner", "Vi Sitor", "Pinch runner"), (change.Team, change.Player, change.Player2, change.Text));
        Assert.Equal(1, reading.Score(BeeGame).Away);
    }

    [Fact]
    public void Joins_words_that_go_over_several_records_and_passes_over_routine()
    {
        var reading = Reading.OfTexts(
            Head() + Play(1, 0, "S7") + "com,\"Mound Visit\"\ncom,\"$Bees challenged the call; call\"\ncom,\"was \"\"upheld\"\"\"\n"
            + "com,\"umpchange,1,ump1b,(none)\"\n" + "com,\"ej,visia001,P,umpsa901,Words, many\"\n" + Play(1, 0, "8"));
        Assert.Equal("Bees challenged the call; call was \"\"upheld\"\"", Assert.Single(reading.Incidents("comment")).Text);
        Assert.Equal(("Vi Sitor", "Ejected: Words, many"), Assert.Single(reading.Incidents("other")) is var sent ? (sent.Player, sent.Text) : default);
    }

    [Fact]
    public void Suspends_a_game_and_goes_on_another_day()
    {
        var reading = Reading.OfTexts(Head() + Innings(4) + "com,\"Suspend=20260607,HIV01,0,0,18\"\n" + Play(4, 0, "HR/F7"));
        Assert.Equal(
            [MatchStatus.Live, MatchStatus.Suspended, MatchStatus.Live],
            reading.Events.Where(static read => read.Status is not null).Select(static read => read.Status.Status));
        Assert.Equal(new DateTime(2026, 6, 7, 19, 7, 0, DateTimeKind.Utc), reading.Events[^1].At.ToDateTime()); // its play is the first of that day
    }

    [Theory]
    [InlineData("regulation", MatchStatus.Final, Outcome.Home, Way.Regulation)]
    [InlineData("walk-off in the tenth", MatchStatus.Ended, Outcome.Home, Way.ExtraTime)]
    [InlineData("visitors in the tenth", MatchStatus.Ended, Outcome.Away, Way.ExtraTime)]
    [InlineData("called in the sixth", MatchStatus.Final, Outcome.Home, Way.Shortened)]
    [InlineData("seven innings", MatchStatus.Ended, Outcome.Home, Way.Regulation)]
    public void Knows_how_a_game_ended(string ending, MatchStatus status, Outcome winner, Way way)
    {
        var text = ending switch
        {
            "regulation" => Game(),
            "walk-off in the tenth" => Head() + Innings(10) + Three(10, 0) + Play(10, 1, "HR/F7"),
            "visitors in the tenth" => Head() + Innings(10) + Play(10, 0, "HR/F7") + Three(10, 0) + Three(10, 1),
            "called in the sixth" => Head() + Play(1, 0, "S7") + Three(1, 0) + Play(1, 1, "HR/F7") + Three(1, 1) + Innings(6, from: 2)
                + Play(6, 0, "8") + "com,\"$Game called for rain\"\n" + Data,
            _ => Head(infos: "info,innings,7") + Innings(7) + Three(7, 0) + Play(7, 1, "HR/F7"),
        };
        var reading = Reading.OfTexts(text);
        var end = reading.Events[^1].Status;
        Assert.Equal((status, winner, way), (end.Status, end.Winner, end.WinMethod));
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [InlineData(12, false)]
    [InlineData(6, true)]
    public void Calls_a_tie_a_tie_and_shortened_only_where_it_was(int innings, bool isShortened)
    {
        var end = Reading.OfTexts(Head() + Innings(innings + 1) + Data).Events[^1].Status;
        Assert.Equal((MatchStatus.Final, Outcome.Tie, isShortened), (end.Status, end.Winner, end.HasWinMethod));
    }

    [Fact]
    public void Leaves_a_game_going_that_nothing_ended()
    {
        var reading = Reading.OfTexts(Head() + Innings(5));
        Assert.DoesNotContain(reading.Events, static read => read.Status?.Status is MatchStatus.Final or MatchStatus.Ended);
        var problem = Assert.Single(reading.Problems);
        Assert.Equal(ProblemKind.Assumption, problem.Kind);
        Assert.Contains("still going on", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_a_season_file_game_by_game_in_its_order()
    {
        var reading = Reading.OfTexts(Game("BEE202604061") + Game("BEE202604052") + Head("BEE202604070"));
        Assert.Equal(["retrosheet:BEE202604061", "retrosheet:BEE202604052"], reading.Matches); // the last has no play yet
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void Counts_strikeouts_walks_and_home_runs_by_who_bats()
    {
        var reading = Reading.OfTexts(Head() + Play(1, 0, "W") + Play(1, 0, "HR/F7.1-H") + Play(1, 0, "K") + Play(1, 0, "K+WP.B-1") + Play(1, 0, "IW.1-2"));
        Assert.Equal(
            [("walks", 1.0), ("home_runs", 1), ("strikeouts", 1), ("strikeouts", 2), ("walks", 2)],
            reading.Events.Where(static read => read.Stat is not null).Select(static read => (read.Stat.Key, read.Stat.Away)));
    }
}
