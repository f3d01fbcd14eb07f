using CsCheck;
using Fanout.Ingest.Simulating.Sports;
using Fanout.Protocol.Messages;
using Google.Protobuf.Collections;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using Way = Fanout.Protocol.Messages.WinMethod.Types.Value;
using Who = Fanout.Protocol.Messages.Winner.Types.Value;

namespace Fanout.Ingest.Tests.Simulating;

public sealed class CricketTests
{
    private static readonly Gen<List<ScoreEvent>> Matches =
        Gen.Int[0, 1_000_000].Select(static seed => Invented.Match(Invented.SportOf<CricketSport>(), seed));

    // Seeds go through the competitions in turn: twenty overs, fifty, five days.
    private static readonly Gen<List<ScoreEvent>> Limited = Gen.Int[0, 600_000]
        .Select(static number => Invented.Match(Invented.SportOf<CricketSport>(), (number / 2 * 3) + (number % 2)));

    private static readonly Gen<List<ScoreEvent>> Tests =
        Gen.Int[0, 300_000].Select(static number => Invented.Match(Invented.SportOf<CricketSport>(), (number * 3) + 2));

    [Fact]
    public void Has_innings_that_sum_to_the_score_without_super_overs() => Matches.Sample(
        static match =>
        {
            foreach (var score in Scores(match))
            {
                int Of(string side) => score.Cricket.Innings.Where(innings => innings.Side == side && !innings.SuperOver).Sum(static innings => innings.Runs);
                Assert.Equal((Of("home"), Of("away")), (score.Home, score.Away));
            }
        },
        iter: 60);

    [Fact]
    public void Goes_on_by_one_delivery_at_a_time() => Matches.Sample(
        static match =>
        {
            var was = new List<CricketInnings>();
            foreach (var told in match.Where(static told => told.Score is not null))
            {
                var now = told.Score.Cricket.Innings;
                Assert.InRange(now.Count - was.Count, 0, 1);
                Assert.Equal(was.SkipLast(1), now.Take(was.Count - 1)); // what is over stays as it is
                if (now.Count == was.Count)
                {
                    Assert.InRange(now[^1].Runs - was[^1].Runs, 0, 6);
                    Assert.InRange((int)now[^1].Balls - (int)was[^1].Balls, 0, 1);
                    var wickets = (int)now[^1].Wickets - (int)was[^1].Wickets;
                    Assert.Equal(told.Incident?.Type == "wicket" ? 1 : told.Void is not null ? -1 : 0, wickets);
                }
                else
                {
                    Assert.Equal((0, 0u, 0u), (now[^1].Runs, now[^1].Wickets, now[^1].Balls));
                }

                was = [.. now.Select(static innings => innings.Clone())];
            }
        },
        iter: 60);

    [Fact]
    public void Changes_the_bowler_with_every_over_and_gives_nobody_more_than_a_fifth() => Limited.Sample(
        static match =>
        {
            var whole = match[0].Fixture.Format.Overs;
            foreach (var innings in Scores(match).GroupBy(static score => score.Cricket.Innings.Count))
            {
                var balls = innings.Zip(innings.Skip(1)).Where(static pair => pair.Second.Cricket.Innings[^1].Balls > pair.First.Cricket.Innings[^1].Balls);
                var overs = balls.Select(static pair => (Over: (pair.Second.Cricket.Innings[^1].Balls - 1) / 6, pair.Second.Cricket.Bowler)).Distinct().ToList();
                Assert.Equal(overs.Count, overs.Select(static over => over.Over).Distinct().Count());
                Assert.All(overs.Zip(overs.Skip(1)), static pair => Assert.NotEqual(pair.First.Bowler, pair.Second.Bowler));
                Assert.All(overs.GroupBy(static over => over.Bowler), bowler => Assert.InRange(bowler.Count(), 1, (int)whole / 5));
            }
        },
        iter: 60);

    [Fact]
    public void Ends_an_innings_of_limited_overs_all_out_with_the_last_ball_or_at_the_target() => Limited.Sample(
        static match =>
        {
            var balls = match[0].Fixture.Format.Overs * 6;
            var end = match.Last(static told => told.Status?.HasWinner == true).Status;
            var innings = Scores(match)[^1].Cricket.Innings;
            var isRained = match.Exists(static told => told.Status?.Reason == "RAIN");
            Assert.All(innings, one => Assert.InRange(one.Balls, 0u, one.SuperOver ? 6u : balls));
            Assert.All(innings, static one => Assert.InRange(one.Wickets, 0u, one.SuperOver ? 2u : 10u));
            if (end.Winner == Who.NoResult) return;
            var (first, second) = (innings[0], innings[1]);
            Assert.True(isRained || first.Wickets == 10 || first.Balls == balls);
            if (!isRained) Assert.Equal((first.Runs + 1, balls), (second.Target.Runs, second.Target.Balls));
            Assert.True(isRained || second.Wickets == 10 || second.Balls == balls || second.Runs >= second.Target.Runs);
        },
        iter: 150);

    [Fact]
    public void Is_won_by_who_reaches_the_target_or_keeps_the_other_side_from_it() => Limited.Sample(
        static match =>
        {
            var end = match.Last(static told => told.Status?.HasWinner == true).Status;
            var innings = Scores(match)[^1].Cricket.Innings;
            if (end.Winner == Who.NoResult)
            {
                Assert.Equal(MatchStatus.Abandoned, end.Status);
                return;
            }

            var isBrokenOff = LastBefore(match, MatchStatus.Ended) == MatchStatus.Interrupted;
            Assert.Equal(end.WinMethod == Way.SuperOver, innings.Count > 2);
            if (isBrokenOff) Assert.Equal(Way.Dls, end.WinMethod);
            if (isBrokenOff || innings.Count > 2) return;
            var (second, first) = innings[1].Side == "home" ? (Who.Home, Who.Away) : (Who.Away, Who.Home);
            var expected = innings[1].Runs >= innings[1].Target.Runs ? second : innings[1].Runs == innings[1].Target.Runs - 1 ? Who.Tie : first;
            Assert.Equal(expected, end.Winner);
        },
        iter: 150);

    [Fact]
    public void Decides_a_tie_of_twenty_overs_in_super_overs_of_six_balls_and_two_wickets()
    {
        var ties = Seeds(3000, 0).Where(static match => match.Exists(static told => told.Phase?.Phase == "SO1")).ToList();
        Assert.NotEmpty(ties);
        foreach (var match in ties)
        {
            var end = match.Last(static told => told.Status?.HasWinner == true).Status;
            var innings = Scores(match)[^1].Cricket.Innings;
            Assert.Equal(Way.SuperOver, end.WinMethod);
            Assert.Equal(0, innings.Count % 2);
            Assert.Equal(innings[1].Side, innings[2].Side); // who batted second bats first
            var (first, second) = (innings[^2], innings[^1]);
            Assert.Equal(end.Winner == Who.Home ? "home" : "away", first.Runs > second.Runs ? first.Side : second.Side);
            for (var index = 2; index < innings.Count - 2; index += 2) Assert.Equal(innings[index].Runs, innings[index + 1].Runs);
        }
    }

    [Fact]
    public void Plays_a_test_of_four_innings_in_five_days_at_most() => Tests.Sample(
        static match =>
        {
            var innings = Scores(match)[^1].Cricket.Innings;
            var end = match.Last(static told => told.Status?.HasWinner == true).Status;
            Assert.InRange(innings.Count, 1, 4);
            Assert.InRange(innings.Sum(static one => one.Balls), 1, 5 * 90 * 6);
            Assert.All(innings.SkipLast(1), static one => Assert.True(one.Wickets == 10 || one.Declared));
            var nights = match.Count(static told => told.Phase?.Phase == "STUMPS");
            Assert.InRange(nights, 0, 4);
            if (end.Winner == Who.Draw) Assert.Equal(4, nights);
            if (innings.Count == 4) Assert.Equal(LeadBefore(innings) + 1, innings[3].Target.Runs);
            Assert.Equal(end.Winner, ResultOf(innings, end.Winner == Who.Draw));
        },
        iter: 60);

    [Fact]
    public void Sends_a_side_in_again_only_when_it_is_200_behind() => Tests.Sample(
        static match =>
        {
            var innings = Scores(match)[^1].Cricket.Innings;
            if (innings.Count < 3) return;
            Assert.NotEqual(innings[0].Side, innings[1].Side);
            if (innings[2].Side == innings[1].Side) Assert.True(innings[0].Runs - innings[1].Runs >= 200);
        },
        iter: 60);

    [Fact]
    public void Has_the_rates_and_the_oddities_of_real_matches()
    {
        var (twenty, oneDay, tests) = (Seeds(900, 0), Seeds(900, 1), Seeds(200, 2));
        Assert.InRange(RunsPerOver(twenty), 7, 9);
        Assert.InRange(RunsPerOver(oneDay), 4.6, 6);
        Assert.InRange(RunsPerOver(tests), 2.7, 3.6);
        Assert.InRange(ShareOf(tests, static end => end.Winner == Who.Draw), 0.08, 0.5);
        Assert.InRange(ShareOf(twenty, static end => end.WinMethod == Way.Dls), 0.02, 0.15);
        Assert.InRange(ShareOf(oneDay, static end => end.WinMethod == Way.Dls), 0.02, 0.15);
        Assert.InRange(ShareOf(oneDay, static end => end.Winner == Who.NoResult), 0.001, 0.08);
        Assert.InRange(ShareOf(twenty, static end => end.WinMethod == Way.SuperOver), 0.002, 0.04);
        Assert.Contains(oneDay, static match => match.Exists(static told => told.Phase?.Phase == "DRINKS"));
        foreach (var phase in new[] { "LUNCH", "TEA", "STUMPS", "RAIN" })
            Assert.Contains(tests, match => match.Exists(told => told.Phase?.Phase == phase));
        Assert.Contains(tests, static match => Scores(match)[^1].Cricket.Innings.Any(static innings => innings.Declared));
        Assert.Contains(tests, static match => Scores(match)[^1].Cricket.Innings is { Count: > 2 } innings && innings[1].Side == innings[2].Side);
        Assert.Contains(twenty, static match => match.Exists(static told => told.Void is not null));
    }

    private static double RunsPerOver(List<List<ScoreEvent>> matches)
    {
        var innings = matches.Select(static match => Scores(match)).Where(static scores => scores.Count > 0).SelectMany(static scores => scores[^1].Cricket.Innings).ToList();
        return innings.Sum(static one => one.Runs) * 6.0 / innings.Sum(static one => one.Balls);
    }

    private static double ShareOf(List<List<ScoreEvent>> matches, Func<StatusUpdate, bool> what) =>
        matches.Count(match => what(match.Last(static told => told.Status?.HasWinner == true).Status)) / (double)matches.Count;

    private static List<List<ScoreEvent>> Seeds(int count, int competition) =>
        [.. Enumerable.Range(0, count / 3).Select(number => Invented.Match(Invented.SportOf<CricketSport>(), (number * 3) + competition))];

    private static MatchStatus LastBefore(List<ScoreEvent> match, MatchStatus status) => match
        .Where(static told => told.Status is not null).TakeWhile(told => told.Status.Status != status).Last().Status.Status;

    private static int LeadBefore(RepeatedField<CricketInnings> innings) =>
        innings.Take(3).Sum(one => one.Side == innings[3].Side ? -one.Runs : one.Runs);

    private static Who ResultOf(RepeatedField<CricketInnings> innings, bool isDrawn)
    {
        int Of(string side) => innings.Where(one => one.Side == side).Sum(static one => one.Runs);
        var last = innings[^1];
        var isDone = innings.Count == 4 ? last.Wickets == 10 || last.Runs >= last.Target.Runs : last.Wickets == 10 && innings.Count == 3;
        if (isDrawn) return isDone && innings.Count == 4 ? Who.Unspecified : Who.Draw;
        return Of("home").CompareTo(Of("away")) switch { > 0 => Who.Home, < 0 => Who.Away, _ => Who.Tie };
    }

    private static List<ScoreUpdate> Scores(List<ScoreEvent> match) =>
        [.. match.Select(static told => told.Score).Where(static score => score is not null)];
}
