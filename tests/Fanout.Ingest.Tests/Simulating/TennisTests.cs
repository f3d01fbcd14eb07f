using CsCheck;
using Fanout.Ingest.Simulating.Sports;
using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Simulating;

public sealed class TennisTests
{
    private static readonly string[] Words = ["0", "15", "30", "40", "AD"];

    private static readonly Gen<List<ScoreEvent>> Matches =
        Gen.Int[0, 1_000_000].Select(static seed => Invented.Match(Invented.SportOf<TennisSport>(), seed));

    [Fact]
    public void Ends_a_set_at_six_with_two_ahead_at_7_5_or_with_a_tiebreak() => Matches.Sample(static match =>
    {
        var scores = Scores(match);
        if (scores.Count == 0 || !match.Exists(static told => told.Status?.Status == MatchStatus.Ended)) return;
        foreach (var set in scores[^1].Tennis.Sets)
        {
            var (high, low) = (Math.Max(set.Home, set.Away), Math.Min(set.Home, set.Away));
            Assert.True((high == 6 && low <= 4) || (high == 7 && low is 5 or 6), $"{set.Home}-{set.Away}");
            Assert.Equal(high == 7 && low == 6, set.TieBreak is not null);
            if (set.TieBreak is not { } tieBreak) continue;
            var (won, lost) = (Math.Max(tieBreak.Home, tieBreak.Away), Math.Min(tieBreak.Home, tieBreak.Away));
            Assert.True((won == 7 && lost <= 5) || won - lost == 2, $"{won}-{lost}");
            Assert.Equal(tieBreak.Home > tieBreak.Away, set.Home > set.Away);
        }
    });

    [Fact]
    public void Counts_the_sets_that_were_won_and_stops_at_more_than_half() => Matches.Sample(static match =>
    {
        var bestOf = (int)match[0].Fixture.Format.BestOf;
        var scores = Scores(match);
        foreach (var score in scores) Assert.InRange(score.Home + score.Away, 0, score.Tennis.Sets.Count);
        if (match.Exists(static told => told.Status?.Status == MatchStatus.Ended))
            Assert.Equal((bestOf / 2) + 1, Math.Max(scores[^1].Home, scores[^1].Away));
        Assert.All(scores.SkipLast(1), score => Assert.True(Math.Max(score.Home, score.Away) <= bestOf / 2));
    });

    [Fact]
    public void Calls_the_points_of_a_game_as_the_sport_does() => Matches.Sample(static match =>
    {
        foreach (var tennis in Scores(match).Select(static score => score.Tennis))
        {
            if (tennis.Sets[^1] is { Home: 6, Away: 6 }) continue;
            Assert.Contains(tennis.Game.Home, Words);
            Assert.Contains(tennis.Game.Away, Words);
            if (tennis.Game.Home == "AD") Assert.Equal("40", tennis.Game.Away);
            if (tennis.Game.Away == "AD") Assert.Equal("40", tennis.Game.Home);
        }
    });

    [Fact]
    public void Gives_one_point_at_a_time() => Matches.Sample(static match =>
    {
        foreach (var (before, after) in Scores(match).Zip(Scores(match).Skip(1)))
        {
            if (after.Tennis.Sets.Count > before.Tennis.Sets.Count) continue; // a set begins
            var (was, now) = (before.Tennis.Sets[^1], after.Tennis.Sets[^1]);
            var games = now.Home + now.Away - was.Home - was.Away;
            Assert.InRange(games, 0, 1);
            if (games == 1) Assert.Equal(("0", "0"), (after.Tennis.Game.Home, after.Tennis.Game.Away));
            else Assert.NotEqual(before.Tennis.Game, after.Tennis.Game);
        }
    });

    [Fact]
    public void Changes_the_server_with_every_game_and_in_a_tiebreak_after_one_point_and_then_every_two()
    {
        var score = new TennisScore(bestOf: 3, homeServes: true);
        score.BeginSet();
        for (var game = 0; game < 12; game++)
        {
            Assert.Equal(game % 2 == 0, score.HomeServes);
            for (var point = 0; point < 4; point++) score.Point(home: game % 2 == 0);
        }

        Assert.True(score.IsTieBreak);
        var servers = new List<bool>();
        for (var point = 0; point < 7; point++)
        {
            servers.Add(score.HomeServes);
            score.Point(home: true);
        }

        Assert.Equal([true, false, false, true, true, false, false], servers);
        score.BeginSet();
        Assert.False(score.HomeServes); // who received first in the tie-break serves first in the next set
    }

    [Fact]
    public void Goes_from_deuce_to_advantage_and_back()
    {
        var score = new TennisScore(bestOf: 3, homeServes: true);
        score.BeginSet();
        var called = new List<(string, string)>();
        foreach (var home in new[] { true, true, true, false, false, false, true, false, false })
        {
            score.Point(home);
            called.Add((score.ToUpdate().Tennis.Game.Home, score.ToUpdate().Tennis.Game.Away));
        }

        Assert.Equal([("40", "40"), ("AD", "40"), ("40", "40"), ("40", "AD")], called.Skip(5));
        Assert.Equal(TennisPoint.Game, score.Point(home: false));
        Assert.Equal((0, 1), (score.Set.Home, score.Set.Away));
    }

    [Fact]
    public void Has_rain_retirements_and_walkovers()
    {
        var matches = Enumerable.Range(0, 400).Select(static seed => Invented.Match(Invented.SportOf<TennisSport>(), seed)).ToList();
        foreach (var status in new[] { MatchStatus.Interrupted, MatchStatus.Retired, MatchStatus.Walkover })
        {
            var share = matches.Count(match => match.Exists(told => told.Status?.Status == status)) / (double)matches.Count;
            Assert.InRange(share, 0.001, 0.25);
        }
    }

    private static List<ScoreUpdate> Scores(List<ScoreEvent> match) =>
        [.. match.Select(static told => told.Score).Where(static score => score is not null)];
}
