using CsCheck;
using Fanout.Ingest.Simulating.Sports;
using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Simulating;

public sealed class BaseballTests
{
    private static readonly Gen<List<ScoreEvent>> Games =
        Gen.Int[0, 1_000_000].Select(static seed => Invented.Match(Invented.SportOf<BaseballSport>(), seed));

    [Fact]
    public void Has_innings_that_sum_to_the_score_and_incidents_that_say_every_run() => Games.Sample(static game =>
    {
        var runs = new Dictionary<string, (string Team, int Runs)>();
        foreach (var told in game)
        {
            if (told.Incident is { HasType: true, Type: "run_play" } play)
                runs.Add(play.Id, (play.Team, int.Parse(play.Text.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));
            if (told.Void is { } taken) Assert.True(runs.Remove(taken.Incident));
            if (told.Score is not { } score) continue;
            Assert.Equal((score.Home, score.Away), (Of("home"), Of("away")));
            Assert.Equal(
                (score.Home, score.Away),
                (score.Baseball.Innings.Sum(static inning => inning.Home), score.Baseball.Innings.Sum(static inning => inning.Away)));
        }

        int Of(string team) => runs.Values.Where(run => run.Team == team).Sum(static run => run.Runs);
    });

    [Fact]
    public void Ends_a_half_inning_with_three_outs_or_with_the_run_that_wins_the_game() => Games.Sample(static game =>
    {
        ScoreUpdate? last = null;
        foreach (var told in game.Where(static told => told.Score is not null))
        {
            var (now, isNew) = (told.Score.Baseball, told.Phase is not null);
            if (isNew)
            {
                if (last is not null) Assert.Equal(3u, last.Baseball.Outs);
                Assert.Equal((0u, 0u, 0u), (now.Outs, now.Balls, now.Strikes));
            }
            else
            {
                Assert.InRange(now.Outs, last!.Baseball.Outs, 3u);
                Assert.InRange(now.Balls, 0u, 3u);
                Assert.InRange(now.Strikes, 0u, 2u);
            }

            if (now.Outs == 3) Assert.Equal(new Bases(), now.Bases);
            last = told.Score;
        }

        if (last!.Baseball.Outs < 3) Assert.True(last.Home > last.Away); // a walk-off
    });

    [Fact]
    public void Counts_balls_and_strikes_one_by_one() => Games.Sample(static game =>
    {
        foreach (var (before, after) in Boards(game).Zip(Boards(game).Skip(1)))
        {
            var (was, now) = ((before.Balls, before.Strikes), (after.Balls, after.Strikes));
            Assert.True(now == (0, 0) || now == was || now == (was.Balls + 1, was.Strikes) || now == (was.Balls, was.Strikes + 1), $"{was} {now}");
        }
    });

    [Fact]
    public void Leaves_a_half_that_was_not_played_absent() => Games.Sample(static game =>
    {
        var score = game.Last(static told => told.Score is not null).Score;
        var innings = score.Baseball.Innings;
        Assert.All(innings, static inning => Assert.True(inning.HasAway));
        Assert.All(innings.SkipLast(1), static inning => Assert.True(inning.HasHome));
        var isCalled = game.Exists(static told => told.Status?.WinMethod == WinMethod.Types.Value.Shortened);
        if (isCalled) return;
        Assert.True(innings.Count >= 9);
        // Not played: the home side led after its opponent's last half. Played to its end or won by it: it does not lead by what came before.
        if (!innings[^1].HasHome) Assert.True(score.Home > score.Away);
        else Assert.True(score.Home - innings[^1].Home <= score.Away);
    });

    [Fact]
    public void Plays_extra_innings_until_there_is_a_winner_or_in_a_circuit_until_the_twelfth() => Games.Sample(static game =>
    {
        var score = game.Last(static told => told.Score is not null).Score;
        var end = game.Last(static told => told.Status?.HasWinner == true).Status;
        var count = score.Baseball.Innings.Count;
        var circuit = game[0].Fixture.Competition.Name == "Inland Circuit";
        if (circuit) Assert.InRange(count, 5, 12);
        Assert.Equal(score.Home == score.Away, end.Winner == Winner.Types.Value.Tie);
        if (score.Home == score.Away) Assert.True(circuit && count == 12);
        else if (!game.Exists(static told => told.Status?.WinMethod == WinMethod.Types.Value.Shortened))
            Assert.Equal(count > 9 ? WinMethod.Types.Value.ExtraTime : WinMethod.Types.Value.Regulation, end.WinMethod);
    });

    [Fact]
    public void Begins_extra_innings_with_a_runner_on_second_where_the_league_says_so() => Games.Sample(static game =>
    {
        var league = game[0].Fixture.Competition.Name == "Seaboard League";
        foreach (var told in game.Where(static told => told.Phase is not null))
        {
            var isExtra = told.Score.Baseball.Innings.Count > 9;
            Assert.Equal(new Bases { Second = isExtra && league }, told.Score.Baseball.Bases);
        }
    });

    [Fact]
    public void Is_called_only_when_five_innings_are_complete_or_the_home_side_leads_in_the_middle_of_the_fifth() => Games.Sample(static game =>
    {
        if (!game.Exists(static told => told.Status?.WinMethod == WinMethod.Types.Value.Shortened)) return;
        var score = game.Last(static told => told.Score is not null).Score;
        Assert.NotEqual(score.Home, score.Away);
        var played = score.Baseball.Innings.Count(static inning => inning.HasHome);
        Assert.True(played >= 5 || (played == 4 && score.Baseball.Innings.Count == 5 && score.Home > score.Away));
        Assert.Equal(MatchStatus.Final, game[^1].Status.Status);
    });

    [Fact]
    public void Happens_about_as_often_as_in_real_games()
    {
        var games = Enumerable.Range(0, 900).Select(static seed => Invented.Match(Invented.SportOf<BaseballSport>(), seed)).ToList();
        double PerGame(Func<ScoreEvent, bool> what) => games.Sum(game => game.Count(what)) / (double)games.Count;
        double ShareWith(Func<ScoreEvent, bool> what) => games.Count(game => game.Exists(told => what(told))) / (double)games.Count;
        Assert.InRange(games.Average(static game => Last(game).Home + Last(game).Away), 7, 11);
        Assert.InRange(games.Average(static game => Last(game).Baseball.Hits.Home + Last(game).Baseball.Hits.Away), 14, 20);
        Assert.InRange(PerGame(static told => told.Stat?.Key == "strikeouts"), 12, 20);
        Assert.InRange(PerGame(static told => told.Stat?.Key == "walks"), 4, 9);
        Assert.InRange(PerGame(static told => told.Stat?.Key == "home_runs"), 1.5, 3);
        Assert.InRange(PerGame(static told => told.Void is not null), 0.02, 0.5);
        Assert.InRange(PerGame(static told => told.Incident?.Reason.Length > 0), 0.005, 0.2);
        Assert.InRange(ShareWith(static told => told.Phase?.Phase == "10T"), 0.04, 0.2);
        Assert.InRange(ShareWith(static told => told.Status?.Winner == Winner.Types.Value.Tie), 0.001, 0.05);
        Assert.InRange(ShareWith(static told => told.Status?.Status == MatchStatus.Suspended), 0.003, 0.06);
        Assert.InRange(ShareWith(static told => told.Status?.WinMethod == WinMethod.Types.Value.Shortened), 0.003, 0.05);

        static ScoreUpdate Last(List<ScoreEvent> game) => game.Last(static told => told.Score is not null).Score;
    }

    private static IEnumerable<BaseballUpdate> Boards(List<ScoreEvent> game) =>
        game.Where(static told => told.Score is not null).Select(static told => told.Score.Baseball);
}
