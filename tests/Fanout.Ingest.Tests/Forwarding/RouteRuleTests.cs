using Fanout.Ingest.Forwarding;
using Fanout.Log;

namespace Fanout.Ingest.Tests.Forwarding;

public sealed class RouteRuleTests
{
    private static readonly HolderId Self = new(1);
    private static readonly Lease Others = new(0, new Fence(7, new HolderId(2)), "http://10.0.0.2:8080", 0);

    [Fact]
    public void What_is_held_here_is_done_here_whatever_an_old_survey_says()
    {
        Assert.Equal(Route.Here, RouteRule.Decide(isHeld: true, lease: null, Self, canForward: true));
        Assert.Equal(Route.Here, RouteRule.Decide(isHeld: true, Others, Self, canForward: true));
    }

    [Fact]
    public void What_another_holds_goes_there() =>
        Assert.Equal(Route.There, RouteRule.Decide(isHeld: false, Others, Self, canForward: true));

    [Fact]
    public void What_nobody_holds_waits_for_whoever_takes_it() =>
        Assert.Equal(Route.Wait, RouteRule.Decide(isHeld: false, lease: null, Self, canForward: true));

    [Fact]
    public void A_holder_without_an_address_cannot_be_asked() =>
        Assert.Equal(Route.Wait, RouteRule.Decide(isHeld: false, Others with { Address = "" }, Self, canForward: true));

    [Fact]
    public void Without_a_key_nobody_is_asked() =>
        Assert.Equal(Route.Wait, RouteRule.Decide(isHeld: false, Others, Self, canForward: false));

    [Fact]
    public void A_lease_of_ours_that_we_gave_up_leads_nowhere()
    {
        var own = Others with { Fence = new Fence(7, Self) };

        Assert.Equal(Route.Wait, RouteRule.Decide(isHeld: false, own, Self, canForward: true));
    }
}
