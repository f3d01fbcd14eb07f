using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Normalising;

/// <summary>A word that no vocabulary has is applied as it came, and marked.</summary>
public sealed class UnknownWordTests
{
    [Theory]
    [InlineData("""{"phase":{"phase":"TOSS"}}""", "phase TOSS")]
    [InlineData("""{"phase":{"phase":"2H"}}""", "")]
    [InlineData("""{"score":{"periods":[{"phase":"1H"},{"phase":"GOLDEN"}]}}""", "score.periods GOLDEN")]
    [InlineData("""{"incident":{"id":"i","type":"streaker","method":"open","card":"green","phase":"TOSS"}}""", "incidents[i].type streaker, incidents[i].card green, incidents[i].phase TOSS")]
    [InlineData("""{"incident":{"id":"i","type":"goal"},"stat":{"key":"nutmegs","home":1,"away":0}}""", "")]
    public void An_unknown_word_is_applied_and_marked(string json, string marked)
    {
        var feeding = Feeding.OfFootball();

        var verdict = feeding.Send(json);

        Assert.Equal(Outcome.Accepted, verdict.Outcome);
        Assert.Equal(marked, Marked(feeding));
        Assert.NotNull(feeding.Last.Delta);
    }

    [Fact]
    public void A_match_of_an_unknown_sport_is_taken_and_its_phases_are_not_judged()
    {
        var feeding = Feeding.Of("quadball");
        Assert.Equal("sport quadball", Marked(feeding));

        feeding.Send("""{"phase":{"phase":"SNITCH"},"score":{"home":30,"away":0}}""");

        Assert.Equal("", Marked(feeding));
        Assert.Equal(
            ("quadball", "SNITCH", 30, ScoreBasis.Types.Value.Unspecified),
            (feeding.State.Sport, feeding.State.Phase, feeding.State.Score.Home, feeding.State.Score.Basis));
    }

    private static string Marked(Feeding feeding) => string.Join(", ", feeding.Last.Marks
        .Where(static mark => mark.Kind == Mark.Types.Kind.UnknownWord)
        .Select(static mark => $"{mark.Field} {mark.Now}"));
}
