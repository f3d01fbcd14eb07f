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
}
