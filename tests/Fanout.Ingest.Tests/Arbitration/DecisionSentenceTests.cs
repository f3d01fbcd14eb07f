using Fanout.Ingest.Arbitration;
using Fanout.Protocol.Messages;
using Kind = Fanout.Protocol.Messages.ArbitrationDecision.Types.Kind;
using Reason = Fanout.Protocol.Messages.ArbitrationDecision.Types.Reason;

namespace Fanout.Ingest.Tests.Arbitration;

public sealed class DecisionSentenceTests
{
    [Fact]
    public void Every_kind_of_decision_has_a_sentence_of_its_own()
    {
        var sentences = Enum.GetValues<Kind>().Where(static kind => kind != Kind.Unspecified)
            .Select(static kind => new ArbitrationDecision { Kind = kind, From = "x", To = "y", Reason = Reason.Silence })
            .Select(DecisionSentence.Of).ToList();

        Assert.Equal(sentences, sentences.Distinct());
        Assert.DoesNotContain(sentences, static sentence => sentence.Contains("later version", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Reason.Silence, "y is primary instead of x: silent for 61.5 s, 60 s are allowed (both have 1:0)")]
    [InlineData(Reason.Lag, "y is primary instead of x: 61.5 s behind its own times for too long, 60 s are allowed (both have 1:0)")]
    [InlineData(Reason.Impossible, "y is primary instead of x: it said what cannot be (11 wickets) (both have 1:0)")]
    [InlineData(Reason.Divergence, "y is primary instead of x: another score for 61.5 s, stated later, 60 s are allowed (both have 1:0)")]
    [InlineData(Reason.Mute, "y is primary instead of x: muted (both have 1:0)")]
    public void A_failover_says_why_with_the_numbers(Reason reason, string sentence) =>
        Assert.Equal(sentence, DecisionSentence.Of(new ArbitrationDecision
        {
            Kind = Kind.Failover,
            From = "x",
            To = "y",
            Reason = reason,
            MeasuredMs = 61_500,
            LimitMs = 60_000,
            FromScore = "1:0",
            ToScore = "1:0",
            Detail = "11 wickets",
        }));

    [Fact]
    public void A_kind_that_a_later_version_wrote_is_told_by_its_number() =>
        Assert.Equal("a decision of a later version (99)", DecisionSentence.Of(new ArbitrationDecision { Kind = (Kind)99 }));
}
