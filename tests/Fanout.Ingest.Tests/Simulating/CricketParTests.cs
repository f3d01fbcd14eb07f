using CsCheck;
using Fanout.Ingest.Simulating.Sports;

namespace Fanout.Ingest.Tests.Simulating;

public sealed class CricketParTests
{
    [Theory]
    [InlineData(120)]
    [InlineData(300)]
    public void Gives_a_whole_innings_all_resources_and_none_to_one_without_balls_or_wickets(int balls)
    {
        Assert.Equal(CricketPar.Whole, CricketPar.Resources(balls, 0, balls));
        Assert.Equal(0, CricketPar.Resources(0, 3, balls));
        Assert.Equal(0, CricketPar.Resources(balls / 2, 10, balls));
    }

    [Fact]
    public void Never_gives_more_for_fewer_balls_or_fewer_wickets_in_hand() =>
        Gen.Select(Gen.Int[0, 299], Gen.Int[0, 9]).Sample(static (balls, wickets) =>
        {
            var resources = CricketPar.Resources(balls, wickets, 300);
            Assert.True(resources <= CricketPar.Resources(balls + 1, wickets, 300));
            Assert.True(resources >= CricketPar.Resources(balls, wickets + 1, 300));
        });

    [Fact]
    public void Asks_for_one_run_more_than_the_first_side_made_where_nobody_lost_an_over()
    {
        var overs = new CricketOvers(50);
        overs.EndFirst(runs: 250);
        Assert.Equal((251, 300u, false), (overs.Target().Runs, overs.Target().Balls, overs.IsRevised));
    }

    [Fact]
    public void Asks_for_less_when_the_second_side_loses_overs_but_for_more_an_over()
    {
        var overs = new CricketOvers(50);
        overs.EndFirst(runs: 250);
        Assert.True(overs.TryLose(innings: 2, minutes: 95, balls: 0, wickets: 0)); // twenty overs
        Assert.Equal(180u, overs.Target().Balls);
        // 180 balls are 180·480/(180+480) of 300·480/(300+480): 7,090 ten-thousandths of 250 runs.
        Assert.Equal(178, overs.Target().Runs);
        Assert.True(overs.IsRevised);
    }

    [Fact]
    public void Shortens_both_innings_when_the_first_side_loses_overs()
    {
        var overs = new CricketOvers(20);
        Assert.True(overs.TryLose(innings: 1, minutes: 47, balls: 60, wickets: 2)); // eight, four a side
        Assert.Equal(96, overs.BallsMax);
        overs.EndFirst(runs: 120);
        Assert.Equal(96u, overs.Target().Balls);
        Assert.True(overs.Target().Runs > 120); // the first side did not know that it would have fewer
    }

    [Fact]
    public void Does_not_go_on_when_too_few_overs_are_left_and_decides_by_those_bowled_if_they_are_enough()
    {
        var overs = new CricketOvers(20);
        overs.EndFirst(runs: 160);
        Assert.False(overs.TryLose(innings: 2, minutes: 200, balls: 72, wickets: 3));
        Assert.True(overs.IsEnough(72));
        Assert.False(overs.IsEnough(24));
        Assert.InRange(overs.ParNow(balls: 72, wickets: 3), 80, 110);
        Assert.True(overs.ParNow(balls: 72, wickets: 6) > overs.ParNow(balls: 72, wickets: 3));
    }
}
