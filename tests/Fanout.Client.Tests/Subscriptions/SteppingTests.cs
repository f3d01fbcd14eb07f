using Fanout.Client.Subscriptions;

namespace Fanout.Client.Tests.Subscriptions;

public sealed class SteppingTests
{
    [Theory]
    [InlineData(null, 1u, null, nameof(Step.Resync))] // no state yet: nothing to apply to
    [InlineData(4u, 5u, null, nameof(Step.Apply))]
    [InlineData(4u, 9u, 4u, nameof(Step.Apply))]      // a merged delta that starts here
    [InlineData(4u, 4u, null, nameof(Step.Ignore))]   // replayed after a reconnect
    [InlineData(4u, 3u, 1u, nameof(Step.Ignore))]
    [InlineData(4u, 6u, null, nameof(Step.Resync))]   // one is missing
    [InlineData(4u, 9u, 3u, nameof(Step.Resync))]     // starts before where we stand: equal is the rule, not less
    [InlineData(4u, 9u, 5u, nameof(Step.Resync))]
    public void A_delta_is_applied_only_where_it_starts(uint? seq, uint frameSeq, uint? framePrevious, string step) =>
        Assert.Equal(step, Stepping.Classify(seq, frameSeq, framePrevious).ToString());
}
