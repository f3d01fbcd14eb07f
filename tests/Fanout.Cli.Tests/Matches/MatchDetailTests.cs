using Fanout.Cli.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Cli.Tests.Matches;

public sealed class MatchDetailTests
{
    private static readonly Participant[] Sides = [new() { Name = "Reds" }, new() { Name = "Blues" }];

    [Fact]
    public void Of_cricket_is_each_innings_with_its_wickets_overs_and_target()
    {
        var match = new MatchState
        {
            Participants = { Sides },
            Cricket = new Cricket
            {
                Innings =
                {
                    new CricketInnings { Side = "away", Runs = 151, Wickets = 10, Balls = 118 },
                    new CricketInnings { Side = "home", Runs = 102, Wickets = 6, Balls = 76, Target = new CricketTarget { Runs = 152, Balls = 120 } },
                },
            },
        };
        Assert.Equal("Blues 151 (19.4), Reds 102/6 (12.4) to win 152", MatchDetail.Of(match));
    }

    [Fact]
    public void Of_baseball_is_the_count_and_the_bases() => Assert.Equal(
        "2 out, 1–2, on base 1 3",
        MatchDetail.Of(new MatchState
        {
            Baseball = new Baseball { Outs = 2, Balls = 1, Strikes = 2, Bases = new Bases { First = true, Third = true } },
        }));

    [Fact]
    public void Of_ice_hockey_is_who_has_more_on_the_ice_and_nothing_at_five_against_five()
    {
        var iceHockey = new IceHockey { Skaters = new Pair { Home = 6, Away = 4 }, PowerPlay = "home", HomeNetEmpty = true };
        Assert.Equal("6–4 on the ice, power play home, home net empty", MatchDetail.Of(new MatchState { IceHockey = iceHockey }));
        Assert.Empty(MatchDetail.Of(new MatchState { IceHockey = new IceHockey { Skaters = new Pair { Home = 5, Away = 5 } } }));
    }

    [Fact]
    public void Of_tennis_and_badminton_is_sets_games_and_points()
    {
        var tennis = new Tennis { Sets = { new TennisSet { Home = 6, Away = 4 }, new TennisSet { Home = 2, Away = 3 } }, Game = new TennisGame { Home = "40", Away = "AD" } };
        Assert.Equal("6–4 2–3 40:AD", MatchDetail.Of(new MatchState { Tennis = tennis }));
        var badminton = new Badminton { Games = { new Pair { Home = 21, Away = 19 }, new Pair { Home = 4, Away = 7 } } };
        Assert.Equal("21–19 4–7", MatchDetail.Of(new MatchState { Badminton = badminton }));
    }

    [Fact]
    public void Of_football_is_nothing() => Assert.Empty(MatchDetail.Of(new MatchState { Football = new Football() }));
}
