using CsCheck;
using Fanout.Ingest.Simulating.Sports;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Simulating;

public sealed class IceHockeyTests
{
    private static readonly Gen<List<ScoreEvent>> Matches =
        Gen.Int[0, 1_000_000].Select(static seed => Invented.Match(Invented.SportOf<IceHockeySport>(), seed));

    [Fact]
    public void Has_a_score_that_is_the_goals_not_taken_back_and_one_for_winning_the_shootout() => Matches.Sample(static match =>
    {
        int home = 0, away = 0;
        var goals = new Dictionary<string, string>();
        foreach (var told in match)
        {
            if (told.Incident is { Type: "goal" } goal) goals.Add(goal.Id, goal.Team);
            if (told.Void is { } taken) Assert.True(goals.Remove(taken.Incident));
            (home, away) = (goals.Values.Count(static team => team == "home"), goals.Values.Count(static team => team == "away"));
            if (told.Score is not { } score) continue;
            if (told.Status?.WinMethod == WinMethod.Types.Value.Shootout)
            {
                if (score.Shootout.Home > score.Shootout.Away) home++;
                else away++;
                Assert.Equal(1, Math.Abs(home - away));
            }
            else
            {
                Assert.Equal((home, away), (score.Periods.Sum(static period => period.Home), score.Periods.Sum(static period => period.Away)));
            }

            Assert.Equal((home, away), (score.Home, score.Away));
        }
    });

    [Fact]
    public void Counts_its_clock_down_from_the_length_of_the_period() => Matches.Sample(static match =>
    {
        var clocks = match.Where(static told => told.Clock is not null).ToList();
        foreach (var (before, after) in clocks.Zip(clocks.Skip(1)))
        {
            if (after.Clock.HasPeriodMs)
            {
                Assert.Equal((0u, false), (before.Clock.ValueMs, before.Clock.Running));
                Assert.Equal(after.Clock.PeriodMs, after.Clock.ValueMs);
                continue;
            }

            var elapsed = (after.At - before.At).ToTimeSpan().TotalMilliseconds;
            Assert.Equal(before.Clock.Running ? before.Clock.ValueMs - elapsed : before.Clock.ValueMs, after.Clock.ValueMs);
        }

        Assert.False(clocks[^1].Clock.Running);
    });

    [Fact]
    public void Has_as_many_skaters_as_the_penalties_that_run_allow() => Matches.Sample(static match =>
    {
        var phase = "";
        foreach (var told in match)
        {
            phase = told.Phase?.Phase ?? phase;
            if (told.Score?.IceHockey is not { } ice) continue;
            Assert.Equal(ice.PowerPlay, Compare(ice.Skaters.Home - (ice.HomeNetEmpty ? 1 : 0), ice.Skaters.Away - (ice.AwayNetEmpty ? 1 : 0)));
            Assert.False(ice.HomeNetEmpty && ice.AwayNetEmpty);
            if (phase == "SO" || told.Status?.HasWinner == true) Assert.Equal((0, 0), (ice.Skaters.Home, ice.Skaters.Away));
            else if (phase.StartsWith("OT", StringComparison.Ordinal)) AssertOvertime(ice.Skaters);
            else Assert.All(new[] { ice.Skaters.Home, ice.Skaters.Away }, static skaters => Assert.InRange(skaters, 3, 6));
        }

        static string Compare(int home, int away) => home > away ? "home" : home < away ? "away" : "";

        static void AssertOvertime(Pair skaters)
        {
            Assert.Equal(3, Math.Min(skaters.Home, skaters.Away));
            Assert.InRange(Math.Max(skaters.Home, skaters.Away), 3, 5);
        }
    });

    [Fact]
    public void Ends_overtime_with_the_first_goal_and_a_shootout_when_it_is_decided() => Matches.Sample(static match =>
    {
        var last = match.Last(static told => told.Score is not null).Score;
        Assert.NotEqual(last.Home, last.Away);
        Assert.Equal(["P1", "P2", "P3"], last.Periods.Take(3).Select(static period => period.Phase));
        var extra = last.Periods.Skip(3).ToList();
        Assert.Equal(extra.Count > 0, last.AfterRegulation is not null);
        if (last.AfterRegulation is { } level) Assert.Equal(level.Home, level.Away);
        Assert.All(extra.SkipLast(1), static period => Assert.Equal((0, 0), (period.Home, period.Away)));
        if (last.Shootout is not { } shootout)
        {
            if (extra.Count > 0) Assert.Equal(1, extra[^1].Home + extra[^1].Away);
            return;
        }

        Assert.Equal("Frostline League", match[0].Fixture.Competition.Name);
        Assert.NotEqual(shootout.Home, shootout.Away);
        Assert.True(shootout.Kicks.Count <= 6 || shootout.Kicks.Count % 2 == 0);
    });

    [Fact]
    public void Lets_nobody_in_the_penalty_box_score() => Matches.Sample(static match =>
    {
        var box = new Dictionary<(string, string), TimeSpan>(); // until when, in time played
        var (clock, length, played) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        foreach (var told in match)
        {
            if (told.Clock is { HasPeriodMs: true } begins) (played, length) = (played + length, TimeSpan.FromMilliseconds(begins.PeriodMs));
            if (told.Clock is { } shown) clock = played + length - TimeSpan.FromMilliseconds(shown.ValueMs);
            if (told.Incident is { Type: "goal" } goal) Assert.True(box.GetValueOrDefault((goal.Team, goal.Player)) <= clock);
            if (told.Incident is not { Type: "penalty", Method: "major" or "misconduct" } given) continue;
            // What no goal can end.
            box[(given.Team, given.Player)] = clock + TimeSpan.FromMinutes(given.Method == "major" ? 5 : 10);
        }
    });

    [Fact]
    public void Ends_a_minor_when_the_other_side_makes_use_of_it()
    {
        var team = new IceHockeyTeam([]);
        team.Penalise(new IceHockeyPenalty("A", 4 * 60, CostsSkater: true, EndsWithGoal: true));
        team.Penalise(new IceHockeyPenalty("B", 5 * 60, CostsSkater: true, EndsWithGoal: false));
        team.Penalise(new IceHockeyPenalty("C", 2 * 60, CostsSkater: true, EndsWithGoal: true));
        Assert.Equal(2, team.Short);
        team.Serve(30);
        Assert.Equal([210, 270, 120], team.Box.Select(static penalty => penalty.SecondsLeft)); // the third waits
        team.EndMinor();
        Assert.Equal([120, 270, 120], team.Box.Select(static penalty => penalty.SecondsLeft)); // half of a double minor
        team.EndMinor();
        Assert.Equal(["B", "C"], team.Box.Select(static penalty => penalty.Player));
        team.EndMinor();
        team.EndMinor();
        Assert.Equal(["B"], team.Box.Select(static penalty => penalty.Player)); // a major runs to its end
        team.Serve(270);
        Assert.Equal(0, team.Short);
    }

    [Fact]
    public void Happens_about_as_often_as_in_real_matches()
    {
        var matches = Enumerable.Range(0, 600).Select(static seed => Invented.Match(Invented.SportOf<IceHockeySport>(), seed)).ToList();
        double PerMatch(Func<ScoreEvent, bool> what) => matches.Sum(match => match.Count(what)) / (double)matches.Count;
        double ShareWith(Func<ScoreEvent, bool> what) => matches.Count(match => match.Exists(told => what(told))) / (double)matches.Count;
        Assert.InRange(PerMatch(static told => told.Incident?.Type == "goal"), 5, 7.5);
        Assert.InRange(PerMatch(static told => told.Incident?.Type == "goal" && told.Incident.Method == "power_play"), 0.7, 2);
        Assert.InRange(PerMatch(static told => told.Incident is { Type: "penalty", Method: "minor" }), 4, 9);
        Assert.InRange(PerMatch(static told => told.Stat?.Key == "shots_on_goal"), 50, 72);
        Assert.InRange(PerMatch(static told => told.Void is not null), 0.05, 0.5);
        Assert.InRange(ShareWith(static told => told.Phase?.Phase == "OT1"), 0.12, 0.35);
        Assert.InRange(ShareWith(static told => told.Phase?.Phase == "SO"), 0.02, 0.15);
        Assert.InRange(ShareWith(static told => told.Score?.IceHockey is { HomeNetEmpty: true } or { AwayNetEmpty: true }), 0.3, 0.8);
        foreach (var method in new[] { "short_handed", "empty_net", "penalty_shot", "misconduct", "major" })
            Assert.InRange(PerMatch(told => told.Incident?.Method == method), 0.01, 1);
    }
}
