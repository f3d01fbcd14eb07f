using Fanout.Server.Delivery;

namespace Fanout.Server.Tests.Delivery;

public sealed class PolicyTests
{
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(120);

    [Fact]
    public void Stalls_once_no_byte_was_taken_for_the_stall_time()
    {
        var policy = new StallPolicy();

        Assert.False(policy.Observe(blocked: true, bytesTaken: 5, nowMs: 0, Stall));
        Assert.False(policy.Observe(blocked: true, bytesTaken: 5, nowMs: 119_999, Stall));
        Assert.True(policy.Observe(blocked: true, bytesTaken: 5, nowMs: 120_000, Stall));
    }

    [Fact]
    public void A_single_byte_begins_the_stall_time_anew()
    {
        var policy = new StallPolicy();
        policy.Observe(blocked: true, bytesTaken: 5, nowMs: 0, Stall);

        Assert.False(policy.Observe(blocked: true, bytesTaken: 6, nowMs: 120_000, Stall));
        Assert.False(policy.Observe(blocked: true, bytesTaken: 6, nowMs: 239_999, Stall));
        Assert.True(policy.Observe(blocked: true, bytesTaken: 6, nowMs: 240_000, Stall));
    }

    [Fact]
    public void Who_is_not_blocked_never_stalls()
    {
        var policy = new StallPolicy();

        Assert.False(policy.Observe(blocked: false, bytesTaken: 5, nowMs: 0, Stall));
        Assert.False(policy.Observe(blocked: false, bytesTaken: 5, nowMs: 900_000, Stall));
        Assert.False(policy.Observe(blocked: true, bytesTaken: 5, nowMs: 900_001, Stall));
    }

    [Fact]
    public void Silence_is_asked_after_at_the_interval_and_ends_at_the_timeout()
    {
        var policy = new LivenessPolicy(nowMs: 0);

        Assert.Equal(LivenessVerdict.Keep, Observe(ref policy, 24_999));
        Assert.Equal(LivenessVerdict.SendPing, Observe(ref policy, 25_000));
        Assert.Equal(LivenessVerdict.Keep, Observe(ref policy, 25_001));
        Assert.Equal(LivenessVerdict.SendPing, Observe(ref policy, 60_000, heard: true));
        Assert.Equal(LivenessVerdict.Close, Observe(ref policy, 180_000));
    }

    [Fact]
    public void While_blocked_no_ping_is_sent_and_the_deadline_stands_still()
    {
        var policy = new LivenessPolicy(nowMs: 0);

        Assert.Equal(LivenessVerdict.Keep, Observe(ref policy, 119_000, blocked: true));
        Assert.Equal(LivenessVerdict.Keep, Observe(ref policy, 400_000, blocked: true));
        Assert.Equal(LivenessVerdict.SendPing, Observe(ref policy, 500_000));
        Assert.Equal(LivenessVerdict.Close, Observe(ref policy, 520_000));
    }

    [Fact]
    public void A_peer_that_still_acknowledges_what_was_sent_before_our_pings_is_alive()
    {
        var policy = new LivenessPolicy(nowMs: 0);

        Assert.True(policy.ObserveProgress(new PeerProgress(Acknowledged: 1_000, Outstanding: true), 100_000));
        Assert.NotEqual(LivenessVerdict.Close, Observe(ref policy, 219_999));
        Assert.Equal(LivenessVerdict.Close, Observe(ref policy, 220_000));
    }

    [Theory]
    [InlineData(1_002, false)] // it took our ping, and nothing is on its way to it
    [InlineData(1_000, true)] // bytes are on their way to it, and it takes none
    public void A_peer_that_takes_only_our_pings_or_nothing_at_all_is_silent(long acknowledged, bool outstanding)
    {
        var policy = new LivenessPolicy(nowMs: 0);
        policy.ObserveProgress(new PeerProgress(Acknowledged: 1_000, Outstanding: false), 25_000);

        Assert.False(policy.ObserveProgress(new PeerProgress(acknowledged, outstanding), 119_999));
        Assert.Equal(LivenessVerdict.Close, Observe(ref policy, 120_000));
    }

    private static LivenessVerdict Observe(
        ref LivenessPolicy policy, long nowMs, bool heard = false, bool blocked = false)
    {
        if (heard)
            policy.Heard(nowMs);
        return policy.Observe(blocked, nowMs, TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(120));
    }
}
