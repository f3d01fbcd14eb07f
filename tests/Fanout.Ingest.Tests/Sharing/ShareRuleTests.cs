using Fanout.Ingest.Sharing;
using Fanout.Log;

namespace Fanout.Ingest.Tests.Sharing;

/// <summary>How processes that come and go divide the partitions of a log.</summary>
public sealed class ShareRuleTests
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(1);
    private static readonly HolderId Self = new(1);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 200)];

    /// <summary>
    /// Processes join, stop and are killed; they look at the leases in any order, and what they see of others may be a
    /// look old.
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void After_any_joins_and_leaves_the_shares_are_even_and_nothing_moves_any_more(int seed)
    {
        var cluster = new ModelCluster(seed);
        cluster.ComeAndGo(TimeSpan.FromSeconds(30));

        cluster.Pass(TimeSpan.FromSeconds(30));
        var rested = cluster.ChangeCount;
        var counts = cluster.Counts();
        cluster.Pass(TimeSpan.FromSeconds(30));

        Assert.Equal(cluster.PartitionCount, counts.Sum());
        Assert.True(counts.Max() - counts.Min() <= 1, $"seed {seed}: {string.Join(' ', counts)}");
        Assert.Equal(rested, cluster.ChangeCount);
    }

    [Fact]
    public void A_process_that_is_alone_takes_everything_at_once()
    {
        var plan = new ShareRule(Self, 4).Plan([null, null, null, null], Start);

        Assert.Equal([0, 1, 2, 3], plan.Take.Order());
        Assert.Null(plan.Ask);
    }

    [Fact]
    public void Free_partitions_are_taken_up_to_the_share_and_the_rest_after_a_second()
    {
        var other = new HolderId(2);
        HolderId?[] holders = [Self, Self, other, null];
        var rule = new ShareRule(Self, 4);

        Assert.Empty(rule.Plan(holders, Start).Take);
        Assert.Empty(rule.Plan(holders, Start + TimeSpan.FromMilliseconds(999)).Take);
        Assert.Equal([3], rule.Plan(holders, Start + TimeSpan.FromSeconds(1)).Take);
    }

    [Fact]
    public void Who_has_two_less_than_another_asks_that_one_and_who_has_one_less_does_not()
    {
        var (two, three) = (new HolderId(2), new HolderId(3));
        var rule = new ShareRule(Self, 6);

        Assert.Equal(three, rule.Plan([Self, two, two, three, three, three], Start).Ask);
        Assert.Null(rule.Plan([Self, Self, two, two, three, three], Start).Ask);
        Assert.Null(new ShareRule(Self, 3).Plan([Self, two, two], Start).Ask);
    }

    [Fact]
    public void A_partition_that_was_given_up_is_left_to_the_others_for_a_while()
    {
        var rule = new ShareRule(Self, 2);
        rule.Leave(1, Start + LeaseTimes.HolderPreference);

        Assert.Empty(rule.Plan([Self, null], Start).Take);
        Assert.Equal([1], rule.Plan([Self, null], Start + LeaseTimes.HolderPreference).Take);
    }
}
