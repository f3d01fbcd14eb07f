namespace Fanout.Log.Tests;

/// <summary>Leases: one holder at a time, for a short time, with a fence that no other tenure has.</summary>
public abstract class LeaseContract(LogHarness harness) : LogContract(harness)
{
    private static readonly HolderId First = new(1);
    private static readonly HolderId Second = new(2);

    [Fact]
    public async Task A_lease_names_its_holder_and_where_to_forward_to()
    {
        LeaseAnswer answer = await Log.AcquireLeaseAsync(2, First, "10.0.0.1:9000", Cancel);
        Assert.True(answer.Taken);
        Assert.Equal(
            (2, First, "10.0.0.1:9000"), (answer.Lease.Partition, answer.Lease.Fence.Holder, answer.Lease.Address));
        Assert.Equal(answer.Lease.Fence, (await Log.ReadLeaseAsync(2, Cancel))?.Fence);
        Assert.Null(await Log.ReadLeaseAsync(3, Cancel));
    }

    [Fact]
    public async Task A_lease_that_somebody_holds_is_not_given_to_another()
    {
        Lease held = (await Log.AcquireLeaseAsync(0, First, "a", Cancel)).Lease;
        LeaseAnswer answer = await Log.AcquireLeaseAsync(0, Second, "b", Cancel);
        Assert.False(answer.Taken);
        Assert.Equal((held.Fence, "a"), (answer.Lease.Fence, answer.Lease.Address));
    }

    [Fact]
    public async Task The_holder_that_asks_again_keeps_its_fence()
    {
        Fence fence = (await Log.AcquireLeaseAsync(0, First, "a", Cancel)).Lease.Fence;
        Assert.Equal(fence, (await Log.AcquireLeaseAsync(0, First, "a", Cancel)).Lease.Fence);
    }

    [Fact]
    public async Task A_lease_ends_unless_renewed_and_the_next_one_has_another_fence()
    {
        Fence fence = (await Log.AcquireLeaseAsync(0, First, "a", Cancel)).Lease.Fence;
        await Harness.PassAsync(LeaseTimes.Expiry + TimeSpan.FromMilliseconds(1));
        Assert.Null(await Log.ReadLeaseAsync(0, Cancel));

        LeaseAnswer next = await Log.AcquireLeaseAsync(0, Second, "b", Cancel);

        Assert.True(next.Taken);
        Assert.NotEqual(fence, next.Lease.Fence);
        Assert.NotEqual(fence.Counter, next.Lease.Fence.Counter);
        Assert.False(await Log.RenewLeaseAsync(0, fence, Cancel));
    }

    [Fact]
    public async Task Renewing_keeps_a_lease_past_its_first_end()
    {
        Fence fence = (await Log.AcquireLeaseAsync(0, First, "a", Cancel)).Lease.Fence;
        await Harness.PassAsync(LeaseTimes.Expiry * 0.6);
        Assert.True(await Log.RenewLeaseAsync(0, fence, Cancel));
        await Harness.PassAsync(LeaseTimes.Expiry * 0.6);
        Assert.False((await Log.AcquireLeaseAsync(0, Second, "b", Cancel)).Taken);
    }

    [Fact]
    public async Task A_holder_takes_its_lease_back_under_the_same_fence_also_after_its_end()
    {
        Fence fence = (await Log.AcquireLeaseAsync(0, First, "a", Cancel)).Lease.Fence;
        await Harness.PassAsync(LeaseTimes.Expiry + TimeSpan.FromMilliseconds(1));

        Assert.True(await Log.ReclaimLeaseAsync(0, fence, "a", Cancel));

        Assert.Equal((fence, "a"), await Log.ReadLeaseAsync(0, Cancel) is { } lease ? (lease.Fence, lease.Address) : default);
        Assert.False((await Log.AcquireLeaseAsync(0, Second, "b", Cancel)).Taken);
    }

    [Fact]
    public async Task A_lease_that_somebody_else_had_since_is_not_taken_back_though_it_is_free()
    {
        Fence fence = (await Log.AcquireLeaseAsync(0, First, "a", Cancel)).Lease.Fence;
        await Harness.PassAsync(LeaseTimes.Expiry + TimeSpan.FromMilliseconds(1));
        Fence theirs = (await Log.AcquireLeaseAsync(0, Second, "b", Cancel)).Lease.Fence;
        Assert.False(await Log.ReclaimLeaseAsync(0, fence, "a", Cancel));
        await Log.ReleaseLeaseAsync(0, theirs, Cancel);

        Assert.False(await Log.ReclaimLeaseAsync(0, fence, "a", Cancel));

        Assert.Null(await Log.ReadLeaseAsync(0, Cancel));
    }

    [Fact]
    public async Task A_lease_that_the_store_lost_is_given_back_and_later_ones_have_a_higher_counter()
    {
        Fence lost = new(ulong.MaxValue >> 12, First);

        Assert.True(await Log.ReclaimLeaseAsync(0, lost, "a", Cancel));

        Assert.Equal(lost, (await Log.ReadLeaseAsync(0, Cancel))?.Fence);
        Assert.True(await Log.RenewLeaseAsync(0, lost, Cancel));
        await Log.ReleaseLeaseAsync(0, lost, Cancel);
        Assert.True((await Log.AcquireLeaseAsync(0, Second, "b", Cancel)).Lease.Fence.Counter > lost.Counter);
    }

    [Fact]
    public async Task A_released_lease_is_free_at_once_and_its_fence_appends_no_more()
    {
        Hand hand = await Hand.OpenAsync(Log, holder: 1);
        await Log.ReleaseLeaseAsync(0, hand.Fence, Cancel);
        Assert.Equal(AppendOutcome.Fenced, (await hand.TryAsync(hand.Number(Drafts.Change(MatchIn(0), "a")))).Outcome);
        Assert.True((await Log.AcquireLeaseAsync(0, Second, "b", Cancel)).Taken);
    }

    [Fact]
    public async Task Releasing_with_an_old_fence_takes_nothing_from_the_new_holder()
    {
        Fence old = (await Log.AcquireLeaseAsync(0, First, "a", Cancel)).Lease.Fence;
        await Log.ReleaseLeaseAsync(0, old, Cancel);
        Fence fence = (await Log.AcquireLeaseAsync(0, Second, "b", Cancel)).Lease.Fence;
        await Log.ReleaseLeaseAsync(0, old, Cancel);
        Assert.Equal(fence, (await Log.ReadLeaseAsync(0, Cancel))?.Fence);
    }

    [Fact]
    public async Task A_holder_whose_partition_was_taken_over_is_fenced()
    {
        Hand first = await Hand.OpenAsync(Log, holder: 1);
        await Harness.PassAsync(LeaseTimes.Expiry + TimeSpan.FromMilliseconds(1));
        Hand second = await Hand.TakeAsync(Log, holder: 2);
        EntryPlace place = await second.AppendAsync(Drafts.Change(MatchIn(0), "b"));

        EntryAnswer answer = await first.TryAsync(first.Number(Drafts.Change(MatchIn(0), "a")));

        Assert.Equal(AppendOutcome.Fenced, answer.Outcome);
        Assert.Equal(place.Position, (await Hand.HeadAsync(Log)).Position);
    }
}
