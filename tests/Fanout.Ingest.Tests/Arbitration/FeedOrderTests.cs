using Fanout.Ingest.Arbitration;
using Kind = Fanout.Protocol.Messages.ArbitrationDecision.Types.Kind;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Tests.Arbitration;

/// <summary>What people decide instead of the policy.</summary>
public sealed class FeedOrderTests
{
    [Fact]
    public void A_pinned_feed_is_primary_at_once_and_stays_so_whatever_happens()
    {
        var match = Covered.Live("a", "b");
        match.Say("b", """{"score":{"home":1,"away":0} }""");

        Assert.Equal(FeedOrderOutcome.Done, match.Order(FeedOrderKind.Pin, "b"));
        match.Pass(300, "a");

        Assert.Equal(("b", "1:0"), (match.Primary, match.Score));
        var entry = match.Entries.Single(static entry => entry.Public.Arbitration.Count > 0);
        Assert.Equal(("editor", "as seen on screen"), (entry.Public.Correction.ActorRole, entry.Public.Correction.Reason));
        Assert.Equal("eve pinned b instead of a: as seen on screen", match.Sentences.Single());
    }

    [Fact]
    public void After_unpinning_the_policy_decides_again()
    {
        var match = Covered.Live("a", "b");
        match.Order(FeedOrderKind.Pin, "b");
        match.Pass(100, "a");

        Assert.Equal(FeedOrderOutcome.Done, match.Order(FeedOrderKind.Unpin, ""));

        Assert.Equal("a", match.Primary);
        Assert.Equal([Kind.Pinned, Kind.Unpinned, Kind.Failover], match.Kinds());
    }

    [Fact]
    public void A_muted_primary_is_left_at_once_and_is_no_primary_while_it_is_muted()
    {
        var match = Covered.Live("a", "b");

        Assert.Equal(FeedOrderOutcome.Done, match.Order(FeedOrderKind.Mute, "a"));
        match.Pass(200, "a", "b");

        Assert.Equal("b", match.Primary);
        Assert.Equal([Kind.Muted, Kind.Failover], match.Kinds());
        match.Order(FeedOrderKind.Unmute, "a");
        match.Pass(32, "a", "b");
        Assert.Equal("a", match.Primary);
    }

    [Fact]
    public void What_a_muted_feed_opened_is_taken_back_and_it_opens_nothing_more()
    {
        var match = Covered.Live("a", "c");
        match.Say("c", """{"score":{"home":1,"away":0},"incident":{"id":"c-1","type":"goal","team":"home","minute":5} }""");

        match.Order(FeedOrderKind.Mute, "c");
        Assert.Equal(("0:0", StateValue.Voided), (match.Score, match.Incident("c-1").State));
        match.Say("c", """{"score":{"home":2,"away":0},"incident":{"id":"c-2","type":"goal","team":"home","minute":9} }""");

        Assert.Equal("0:0", match.Score);
        Assert.Single(match.State.Incidents);
    }

    [Fact]
    public void An_order_that_changes_nothing_or_cannot_be_obeyed_is_no_entry()
    {
        var match = Covered.Live("a", "b");
        var count = match.Entries.Count;

        Assert.Equal(FeedOrderOutcome.Unchanged, match.Order(FeedOrderKind.Unpin, ""));
        Assert.Equal(FeedOrderOutcome.Unchanged, match.Order(FeedOrderKind.Unmute, "a"));
        Assert.Equal(FeedOrderOutcome.NotCovered, match.Order(FeedOrderKind.Pin, "elsewhere"));

        Assert.Equal(count, match.Entries.Count);
    }
}
