using CsCheck;
using Fanout.Ingest.Simulating.Sports;
using Fanout.Protocol.Messages;
using Kind = Fanout.Protocol.Messages.ClockKind.Types.Value;

namespace Fanout.Ingest.Tests.Simulating;

public sealed class BasketballTests
{
    private static readonly Gen<List<ScoreEvent>> Matches =
        Gen.Int[0, 1_000_000].Select(static seed => Invented.Match(Invented.SportOf<BasketballSport>(), seed));

    [Fact]
    public void Has_a_score_that_is_the_sum_of_baskets_not_taken_back() => Matches.Sample(static match =>
    {
        int home = 0, away = 0;
        var baskets = new Dictionary<string, (string Team, int Points)>();
        foreach (var told in match)
        {
            if (told.Incident is { Type: "point" } basket)
            {
                baskets.Add(basket.Id, (basket.Team, basket.Method switch { "three" => 3, "two" => 2, _ => 1 }));
                Count(baskets[basket.Id], 1);
            }

            if (told.Void is { } taken) Count(baskets[taken.Incident], -1);
            if (told.Score is { } score) Assert.Equal((home, away), (score.Home, score.Away));
        }

        void Count((string Team, int Points) basket, int sign)
        {
            if (basket.Team == "home") home += sign * basket.Points;
            else away += sign * basket.Points;
        }
    });

    [Fact]
    public void Has_quarters_that_sum_to_the_score() => Matches.Sample(static match =>
    {
        foreach (var score in match.Select(static told => told.Score).Where(static score => score is not null))
            Assert.Equal((score.Home, score.Away), (score.Periods.Sum(static period => period.Home), score.Periods.Sum(static period => period.Away)));
    });

    [Fact]
    public void Counts_its_clock_down_from_the_length_of_the_quarter_to_zero() => Matches.Sample(static match =>
    {
        var clocks = match.Where(static told => told.Clock is not null).ToList();
        Assert.Equal(Kind.Down, clocks[0].Clock.Kind);
        foreach (var (before, after) in clocks.Zip(clocks.Skip(1)))
        {
            if (after.Clock.HasPeriodMs)
            {
                Assert.Equal(0u, before.Clock.ValueMs);
                Assert.Equal(after.Clock.PeriodMs, after.Clock.ValueMs);
                continue;
            }

            var elapsed = (after.At - before.At).ToTimeSpan().TotalMilliseconds;
            Assert.Equal(before.Clock.Running ? before.Clock.ValueMs - elapsed : before.Clock.ValueMs, after.Clock.ValueMs);
        }

        Assert.Equal((0u, false), (clocks[^1].Clock.ValueMs, clocks[^1].Clock.Running));
    });

    [Fact]
    public void Plays_overtime_until_there_is_a_winner() => Matches.Sample(static match =>
    {
        var last = match.Last(static told => told.Score is not null).Score;
        Assert.NotEqual(last.Home, last.Away);
        Assert.Equal(last.Periods.Count > 4, last.AfterRegulation is not null);
        if (last.AfterRegulation is { } level) Assert.Equal(level.Home, level.Away);
        Assert.Equal(["Q1", "Q2", "Q3", "Q4"], last.Periods.Take(4).Select(static period => period.Phase));
        Assert.All(last.Periods.Skip(4), static period => Assert.StartsWith("OT", period.Phase, StringComparison.Ordinal));
    });

    [Fact]
    public void Never_has_fewer_than_no_timeouts_and_starts_fouls_anew_in_each_quarter() => Matches.Sample(static match =>
    {
        var phase = "";
        foreach (var told in match)
        {
            var begins = told.Phase is not null;
            phase = told.Phase?.Phase ?? phase;
            if (told.Score?.Basketball is not { } counts) continue;
            Assert.InRange(counts.Timeouts.Home, 0, 3);
            Assert.InRange(counts.Timeouts.Away, 0, 3);
            if (begins && phase.StartsWith('Q')) Assert.Equal((0, 0), (counts.Fouls.Home, counts.Fouls.Away));
        }
    });

    [Fact]
    public void Happens_about_as_often_as_in_real_matches()
    {
        var matches = Enumerable.Range(0, 300).Select(static seed => Invented.Match(Invented.SportOf<BasketballSport>(), seed)).ToList();
        var points = matches.Average(static match => match.Last(static told => told.Score is not null).Score is var last ? last.Home + last.Away : 0);
        Assert.InRange(points, 130, 190);
        Assert.Contains(matches, static match => match.Exists(static told => told.Phase?.Phase == "OT1"));
        Assert.Contains(matches, static match => match.Exists(static told => told.Void is not null));
        Assert.Contains(matches, static match => match.Exists(static told => told.Incident?.Type == "timeout"));
    }
}
