using CsCheck;
using Fanout.Ingest.Simulating.Sports;
using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Simulating;

public sealed class BadmintonTests
{
    private static readonly Gen<List<ScoreEvent>> Matches =
        Gen.Int[0, 1_000_000].Select(static seed => Invented.Match(Invented.SportOf<BadmintonSport>(), seed));

    [Fact]
    public void Ends_a_game_at_21_with_two_ahead_or_at_30() => Matches.Sample(static match =>
    {
        var games = Scores(match).LastOrDefault()?.Badminton.Games;
        if (games is null) return;
        var isPlayedOut = match.Exists(static told => told.Status?.Status == MatchStatus.Ended);
        foreach (var game in isPlayedOut ? games : games.SkipLast(1))
        {
            var (won, lost) = (Math.Max(game.Home, game.Away), Math.Min(game.Home, game.Away));
            Assert.True((won == 21 && lost <= 19) || (won is > 21 and < 30 && won - lost == 2) || (won == 30 && lost is 28 or 29), $"{won}-{lost}");
        }

        Assert.InRange(games.Count, 1, 3);
    });

    [Fact]
    public void Counts_the_games_that_were_won_and_stops_at_two() => Matches.Sample(static match =>
    {
        var scores = Scores(match);
        foreach (var score in scores)
        {
            var over = score.Badminton.Games.Take(score.Home + score.Away).ToList();
            Assert.Equal(score.Home, over.Count(static game => game.Home > game.Away));
            Assert.Equal(score.Away, over.Count(static game => game.Away > game.Home));
            Assert.InRange(score.Badminton.Games.Count - over.Count, 0, 1);
        }

        Assert.All(scores.SkipLast(1), static score => Assert.True(Math.Max(score.Home, score.Away) < 2));
        if (match.Exists(static told => told.Status?.Status == MatchStatus.Ended))
            Assert.Equal(2, Math.Max(scores[^1].Home, scores[^1].Away));
    });

    [Fact]
    public void Gives_one_point_a_rally_or_the_challenged_one_to_the_other_side() => Matches.Sample(static match =>
    {
        Pair was = new(), now;
        foreach (var told in match.Where(static told => told.Score is not null))
        {
            now = told.Score.Badminton.Games[^1];
            var (home, away) = (now.Home - was.Home, now.Away - was.Away);
            if (told.Phase is not null) Assert.Equal((0, 0), (now.Home, now.Away));
            else if (told.Void is not null) Assert.True((home, away) is (1, -1) or (-1, 1));
            else Assert.True((home, away) == (told.Incident.Team == "home" ? (1, 0) : (0, 1)));
            was = now;
        }
    });

    [Fact]
    public void Lets_the_winner_of_a_rally_serve_the_next() => Matches.Sample(static match =>
    {
        var home = match[0].Fixture.Home;
        foreach (var told in match.Where(static told => told.Score is not null && told.Phase is null))
        {
            var server = told.Score.Badminton.Server;
            var serves = server == "home" || home.Players.Any(player => player.Id == server) ? "home" : "away";
            Assert.Equal(told.Incident.Team, serves);
        }
    });

    [Fact]
    public void Serves_in_doubles_from_the_right_court_at_even_and_from_the_left_at_odd_points()
    {
        // The example of BWF Laws of Badminton, 11: A and B against C and D.
        var score = new BadmintonScore(["A", "B"], ["C", "D"], homeServes: true);
        score.BeginGame();
        var servers = new List<string> { score.Server };
        foreach (var home in new[] { true, false, false, true, true, false })
        {
            score.Rally(home);
            servers.Add(score.Server);
        }

        // A serves and wins, serves on from the left and loses; D stands in the left court at 1–1 and serves and wins, and loses at 1–2.
        Assert.Equal(["A", "A", "D", "D", "B", "B", "C"], servers);
    }

    [Fact]
    public void Takes_an_interval_once_a_game_when_the_leader_has_11() => Matches.Sample(static match =>
    {
        var game = new Pair();
        var intervals = 0;
        var isOver = false;
        foreach (var told in match)
        {
            if (told.Phase is not null) intervals = 0;
            game = told.Score?.Badminton.Games[^1] ?? game;
            isOver = told.Score is null ? isOver : told.Score.Home + told.Score.Away == told.Score.Badminton.Games.Count;
            if (told.Status?.Status != MatchStatus.Break || isOver) continue;
            Assert.Equal(11, Math.Max(game.Home, game.Away));
            Assert.Equal(1, ++intervals);
        }
    });

    [Fact]
    public void Has_doubles_with_players_of_their_own()
    {
        var doubles = Enumerable.Range(0, 6).Select(static seed => Invented.Match(Invented.SportOf<BadmintonSport>(), seed))
            .Where(static match => match[0].Fixture.Home.Players.Count > 0).ToList();
        Assert.NotEmpty(doubles);
        Assert.All(doubles, static match => Assert.All(
            new[] { match[0].Fixture.Home, match[0].Fixture.Away },
            static pair => Assert.Equal(pair.Name, string.Join(" / ", pair.Players.Select(static player => player.Name)))));
    }

    [Fact]
    public void Happens_about_as_often_as_in_real_matches()
    {
        var matches = Enumerable.Range(0, 600).Select(static seed => Invented.Match(Invented.SportOf<BadmintonSport>(), seed)).ToList();
        double ShareWith(Func<ScoreEvent, bool> what) => matches.Count(match => match.Exists(told => what(told))) / (double)matches.Count;
        Assert.InRange(ShareWith(static told => told.Phase?.Phase == "S3"), 0.2, 0.6);
        Assert.InRange(ShareWith(static told => told.Void is not null), 0.1, 0.6);
        Assert.InRange(ShareWith(static told => told.Status?.Status == MatchStatus.Retired), 0.005, 0.05);
        Assert.InRange(ShareWith(static told => told.Status?.Status == MatchStatus.Walkover), 0.001, 0.04);
        Assert.InRange(ShareWith(static told => told.Score?.Badminton.Games.Any(static game => game.Home > 21) == true), 0.02, 0.4);
        var minutes = matches.Average(static match => (match.Last(static told => told.Score is not null || told.Fixture is not null).At - match[0].At).ToTimeSpan().TotalMinutes - 60);
        Assert.InRange(minutes, 25, 75);
    }

    private static List<ScoreUpdate> Scores(List<ScoreEvent> match) =>
        [.. match.Select(static told => told.Score).Where(static score => score is not null)];
}
