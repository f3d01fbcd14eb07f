using CsCheck;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Simulating;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Simulating;

/// <summary>The simulated match day as the normaliser takes it.</summary>
public sealed class NormalisedTests
{
    private const int EventCount = 10_000;

    private static readonly DateTimeOffset Evening = new(2026, 11, 22, 18, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Has_nothing_quarantined_refused_or_implausible(int seed)
    {
        var normaliser = new OfflineNormaliser();
        foreach (var told in new MatchDay(new SimulationOptions { Seed = seed }).From(Evening).Take(EventCount))
        {
            var verdict = normaliser.Accept("simulator", told);
            Assert.True(verdict.Outcome == Outcome.Accepted, $"{told.Id}: {verdict.Reason} {verdict.Detail} {told}");
            Assert.DoesNotContain(verdict.Entry!.Public.Marks, static mark => mark.Kind != Mark.Types.Kind.StatedReason);
        }
    }

    [Theory]
    [MemberData(nameof(EverySportTests.Names), MemberType = typeof(EverySportTests))]
    public void Takes_a_match_of_any_seed_as_it_is_told_and_ends_where_its_last_score_stands(string sport) =>
        Gen.Int[0, 1_000_000].Sample(
            seed =>
            {
                var normaliser = new OfflineNormaliser();
                var last = new ScoreUpdate();
                var told = Invented.Match(MatchDay.Sports.Single(one => one.Name == sport), seed);
                foreach (var one in told)
                {
                    var verdict = normaliser.Accept("simulator", one);
                    Assert.True(verdict.Outcome == Outcome.Accepted, $"{one.Id}: {verdict.Reason} {verdict.Detail} {one}");
                    Assert.DoesNotContain(verdict.Entry!.Public.Marks, static mark => mark.Kind != Mark.Types.Kind.StatedReason);
                    if (one.Score?.HasHome == true) last = one.Score;
                }

                AssertStands(last, normaliser.Find(told[0].Match)!);
            },
            iter: 40);

    [Fact]
    public void Ends_every_match_with_the_score_of_its_last_event()
    {
        var normaliser = new OfflineNormaliser();
        var scores = new Dictionary<string, ScoreUpdate>();
        foreach (var told in new MatchDay(new SimulationOptions()).From(Evening).Take(EventCount))
        {
            if (told.Score?.HasHome == true) scores[told.Match] = told.Score;
            normaliser.Accept("simulator", told);
        }

        var over = scores.Keys.Select(normaliser.Find).Where(static match => match!.Status == Status.Types.Value.Final).ToList();
        Assert.NotEmpty(over);
        Assert.All(over, match => Assert.Equal((scores[match!.Id].Home, scores[match.Id].Away), (match.Score.Home, match.Score.Away)));
    }

    /// <summary>The simulator's own tally, part by part.</summary>
    private static void AssertStands(ScoreUpdate told, MatchState match)
    {
        var score = match.Score ?? new Score(); // none where the match was given up before it began
        Assert.Equal((told.Home, told.Away), (score.Home, score.Away));
        if (told.Periods.Count > 0) Assert.Equal(told.Periods, score.Periods);
        Assert.Equal(told.Tennis?.Sets, match.Tennis?.Sets);
        Assert.Equal(told.Badminton?.Games, match.Badminton?.Games);
        Assert.Equal(told.Cricket?.Innings, match.Cricket?.Innings);
        Assert.Equal(told.Baseball?.Innings, match.Baseball?.Innings);
        Assert.Equal((told.Baseball?.Hits, told.Baseball?.Errors), (match.Baseball?.Hits, match.Baseball?.Errors));
        Assert.Equal(told.IceHockey?.Skaters, match.IceHockey?.Skaters);
    }
}
