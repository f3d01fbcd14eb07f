using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Tests.Matches;

/// <summary>Jobs of one sender for one partition are done in their order, or the later ones not at all.</summary>
public sealed class PartitionJobTests
{
    [Fact]
    public async Task What_comes_after_a_job_that_was_given_back_is_given_back_too()
    {
        var first = new NoJob();
        var second = new NoJob { After = first };
        first.Return();

        Assert.True(second.DropIfMoot());
        Assert.Equal(JobEnd.Returned, await second.Done);
    }

    [Fact]
    public void What_comes_after_a_job_that_is_under_way_or_done_is_done()
    {
        var first = new NoJob();
        var second = new NoJob { After = first };

        Assert.False(second.DropIfMoot());
        first.Commit();
        Assert.False(second.DropIfMoot());
        Assert.False(second.Done.IsCompleted);
    }

    [Fact]
    public async Task What_nobody_waits_for_is_dropped()
    {
        var job = new NoJob();
        job.Abandon();

        Assert.True(job.DropIfMoot());
        Assert.Equal(JobEnd.GivenUp, await job.Done);
    }

    private sealed class NoJob : PartitionJob
    {
        public override bool Step(PartitionTurn turn) => false;

        public override void Commit() => Complete();

        public override void Rollback()
        {
        }
    }
}
