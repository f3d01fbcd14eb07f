using CsCheck;
using Fanout.Ingest.Simulating.Sports;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Simulating;

public sealed class FootballTests
{
    private static readonly Gen<List<ScoreEvent>> Matches =
        Gen.Int[0, 1_000_000].Select(static seed => Invented.Match(Invented.SportOf<FootballSport>(), seed));

    [Fact]
    public void Has_a_score_that_is_the_number_of_goals_not_taken_back() => Matches.Sample(static match =>
    {
        int home = 0, away = 0;
        var goals = new Dictionary<string, string>();
        foreach (var told in match)
        {
            if (told.Incident is { Type: "goal" } goal)
            {
                goals.Add(goal.Id, goal.Team);
                if (goal.Team == "home") home++;
                else away++;
            }

            if (told.Void is { } taken)
            {
                if (goals[taken.Incident] == "home") home--;
                else away--;
            }

            if (told.Score?.HasHome == true) Assert.Equal((home, away), (told.Score.Home, told.Score.Away));
        }
    });

    [Fact]
    public void Has_periods_that_sum_to_the_score() => Matches.Sample(static match =>
    {
        foreach (var score in match.Select(static told => told.Score).Where(static score => score?.HasHome == true))
        {
            Assert.Equal((score.Home, score.Away), (score.Periods.Sum(static period => period.Home), score.Periods.Sum(static period => period.Away)));
        }
    });

    [Fact]
    public void Writes_minutes_that_rise_and_stay_within_their_period() => Matches.Sample(static match =>
    {
        var incidents = match.Select(static told => told.Incident).Where(static incident => incident?.HasMinute == true).ToList();
        var places = incidents.Select(static incident => (incident.Phase, incident.Minute, incident.Added)).ToList();
        Assert.Equal(places, places.OrderBy(static place => place));
        Assert.All(incidents, static incident => Assert.InRange(incident.Minute, FirstMinute(incident.Phase) + 1, LastMinute(incident.Phase)));
        Assert.All(incidents, static incident => Assert.True(incident.Added == 0 || incident.Minute == LastMinute(incident.Phase)));
    });

    [Fact]
    public void Goes_on_after_the_regular_end_only_in_a_cup_match_that_is_level() => Matches.Sample(static match =>
    {
        var last = match.Last(static told => told.Score?.HasHome == true).Score;
        var cup = match[0].Fixture.Competition.Name == "Harbour Cup";
        var phases = match.Where(static told => told.Phase is not null).Select(static told => told.Phase.Phase).ToList();
        Assert.Equal(["1H", "HT", "2H"], phases.Take(3));
        Assert.Equal(cup && last.AfterRegulation is not null, phases.Contains("E1"));
        if (last.AfterRegulation is { } level) Assert.Equal(level.Home, level.Away);
        Assert.Equal(cup && phases.Contains("E1") && last.Home == last.Away, phases.Contains("PEN"));
    });

    [Fact]
    public void Ends_a_shootout_exactly_when_it_is_decided() => Matches.Sample(static match =>
    {
        var shootout = match.Last(static told => told.Score?.HasHome == true).Score.Shootout;
        if (shootout is null) return;
        Assert.NotEqual(shootout.Home, shootout.Away);
        for (var count = 1; count <= shootout.Kicks.Count; count++)
            Assert.Equal(count == shootout.Kicks.Count, IsDecided(shootout.Kicks.Take(count).ToList()));
    });

    [Fact]
    public void Runs_its_clock_up_through_every_period() => Matches.Sample(static match =>
    {
        var values = match.Where(static told => told.Clock?.HasValueMs == true).Select(static told => (told.At, told.Clock)).ToList();
        foreach (var ((before, was), (after, now)) in values.Zip(values.Skip(1)))
        {
            if (now.HasPeriodMs) continue; // a period begins where the sport says, not where the last one ended
            var elapsed = (after - before).ToTimeSpan().TotalMilliseconds;
            Assert.Equal(was.Running ? was.ValueMs + elapsed : was.ValueMs, now.ValueMs);
        }
    });

    [Fact]
    public void Sends_a_player_off_with_the_second_yellow_and_never_lets_him_act_again() => Matches.Sample(static match =>
    {
        var booked = new HashSet<(string, string)>();
        var gone = new HashSet<(string, string)>();
        foreach (var incident in match.Select(static told => told.Incident).Where(static incident => incident?.HasPlayer == true))
        {
            var player = (incident.Team, incident.Player);
            if (incident.Method != "own_goal") Assert.DoesNotContain(player, gone);
            if (incident.Type != "card") continue;
            if (incident.Card == "yellow") Assert.True(booked.Add(player));
            if (incident.Card == "second_yellow") Assert.Contains(player, booked);
            if (incident.Card != "yellow") gone.Add(player);
        }
    });

    [Fact]
    public void Happens_about_as_often_as_in_real_matches()
    {
        var matches = Enumerable.Range(0, 600).Select(static seed => Invented.Match(Invented.SportOf<FootballSport>(), seed)).ToList();
        double PerMatch(Func<ScoreEvent, bool> what) => matches.Sum(match => match.Count(what)) / (double)matches.Count;
        Assert.InRange(PerMatch(static told => told.Incident?.Type == "goal"), 2.0, 3.8);
        Assert.InRange(PerMatch(static told => told.Incident?.Card == "yellow"), 2.5, 5);
        Assert.InRange(PerMatch(static told => told.Incident?.Type == "substitution"), 5, 10);
        Assert.InRange(PerMatch(static told => told.Void is not null), 0.05, 0.4);
        Assert.Contains(matches, static match => match.Exists(static told => told.Status?.Status == Status.Types.Value.Interrupted));
        Assert.Contains(matches, static match => match.Exists(static told => told.Incident?.Type == "shootout_kick"));
        Assert.Contains(matches, static match => match.Exists(static told => told.Incident?.Card == "second_yellow"));
        Assert.Contains(matches, static match => match.Exists(static told => told.Incident?.Method == "own_goal"));
    }

    private static bool IsDecided(List<Kick> kicks)
    {
        var taken = (Home: kicks.Count(static kick => kick.Side == "home"), Away: kicks.Count(static kick => kick.Side == "away"));
        var scored = (Home: kicks.Count(static kick => kick.Side == "home" && kick.Scored), Away: kicks.Count(static kick => kick.Side == "away" && kick.Scored));
        if (taken.Home > 5 || taken.Away > 5) return taken.Home == taken.Away && scored.Home != scored.Away;
        return scored.Home > scored.Away + 5 - taken.Away || scored.Away > scored.Home + 5 - taken.Home;
    }

    private static uint FirstMinute(string phase) => phase switch { "1H" => 0, "2H" => 45, "E1" => 90, _ => 105 };

    private static uint LastMinute(string phase) => phase switch { "1H" => 45, "2H" => 90, "E1" => 105, _ => 120 };
}
