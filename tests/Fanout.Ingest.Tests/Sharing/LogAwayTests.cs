using Fanout.Ingest.Matches;
using Fanout.Ingest.Sharing;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log;
using Fanout.Log.InMemory;
using Fanout.Log.Tests;

namespace Fanout.Ingest.Tests.Sharing;

/// <summary>A log that is away is told of in a line: that happens. What nobody foresaw comes with its stack.</summary>
public sealed class LogAwayTests : IAsyncDisposable
{
    private const int Unread = 3090;
    private const int SharingFailed = 3092;
    private const int NotFollowed = 3093;

    private readonly InMemoryEventLog _log = new(1, TimeProvider.System);
    private readonly RecordedLines _lines = new();
    private readonly TestMeters _meters = new();

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _meters.Dispose();
    }

    [Fact]
    public async Task Names_that_are_not_followed_while_the_log_is_away_cost_a_line()
    {
        await FollowAsync(new LogStorageException("the log is away"));
        Assert.Equal("The names of matches are no longer followed; begun again in 1000 ms: the log is away", _lines.Of(NotFollowed)[0].Text);
        Assert.Null(_lines.FailuresOf(NotFollowed)[0]);
    }

    [Fact]
    public async Task A_fault_in_following_names_has_its_stack()
    {
        var fault = new InvalidOperationException("a fault");
        await FollowAsync(fault);
        Assert.Same(fault, _lines.FailuresOf(NotFollowed)[0]);
    }

    [Fact]
    public async Task Leases_that_cannot_be_read_cost_one_line()
    {
        await ShareAsync(new LogStorageException("the log is away"), Unread);
        Assert.Equal("The leases of the log cannot be read: the log is away", Assert.Single(_lines.Of(Unread)).Text);
        Assert.Null(Assert.Single(_lines.FailuresOf(Unread)));
    }

    [Fact]
    public async Task A_fault_in_sharing_has_its_stack()
    {
        var fault = new InvalidOperationException("a fault");
        await ShareAsync(fault, SharingFailed);
        Assert.Same(fault, _lines.FailuresOf(SharingFailed)[0]);
    }

    [Fact]
    public async Task What_one_server_of_several_cannot_say_hides_nothing_of_the_others()
    {
        await using var log = new InMemoryEventLog(2, TimeProvider.System);
        var half = new HalfAwayLog(log, away: 1);
        var holder = PartitionWriterOptions.DrawHolder();
        var partitions = Enumerable.Range(0, 2).Select(number => Partition(number, half, holder)).ToList();
        using var stop = new CancellationTokenSource();
        using var spread = new PartitionSpread(half, partitions, holder, null, TimeProvider.System, _lines);
        var running = spread.RunAsync(stop.Token);

        await IngestHost.EventuallyAsync(() => Task.FromResult(partitions[0].IsHeld));
        Assert.False(partitions[1].IsHeld);
        Assert.Equal("The leases of the log cannot be read: the server of partition 1 is away", Assert.Single(_lines.Of(Unread)).Text);
        half.Away = -1;
        await IngestHost.EventuallyAsync(() => Task.FromResult(partitions[1].IsHeld));

        await stop.CancelAsync();
        await running;
    }

    private async Task FollowAsync(Exception failure)
    {
        using var stop = new CancellationTokenSource();
        var follower = new NameFollower(new BrokenLog(_log, failure), new AliasBook(), TimeProvider.System, _lines);
        var running = follower.RunAsync(stop.Token);
        await IngestHost.EventuallyAsync(() => Task.FromResult(_lines.Of(NotFollowed).Count > 0));
        await stop.CancelAsync();
        await running;
    }

    private async Task ShareAsync(Exception failure, int id)
    {
        var log = new BrokenLog(_log, failure);
        var holder = PartitionWriterOptions.DrawHolder();
        var partition = Partition(0, log, holder);
        using var stop = new CancellationTokenSource();
        using var spread = new PartitionSpread(log, [partition], holder, null, TimeProvider.System, _lines);
        var running = spread.RunAsync(stop.Token);
        await IngestHost.EventuallyAsync(() => Task.FromResult(_lines.Of(id).Count > 0));
        await stop.CancelAsync();
        await running;
    }

    private PartitionIngest Partition(int number, IEventLog log, HolderId holder)
    {
        var options = new IngestOptions();
        var matches = new PartitionMatches(options, new AliasBook(), null, JudgeGuard.Over(null, _lines));
        var writer = new PartitionWriterOptions { Holder = holder, Address = "" };
        return new PartitionIngest(
            number, log, matches, writer, options, new IngestMetrics(_meters, TimeProvider.System), TimeProvider.System, _lines);
    }

    /// <param name="inner">The log.</param>
    /// <param name="away">The partition whose server is away; -1: none.</param>
    private sealed class HalfAwayLog(IEventLog inner, int away) : LogDecorator(inner)
    {
        public int Away { get; set; } = away;

        public override ValueTask<Lease?> ReadLeaseAsync(int partition, CancellationToken cancellationToken = default) =>
            partition == Away
                ? throw new LogStorageException($"the server of partition {partition} is away")
                : base.ReadLeaseAsync(partition, cancellationToken);
    }

    private sealed class BrokenLog(IEventLog inner, Exception failure) : LogDecorator(inner)
    {
        public override ValueTask<PartitionSnapshot?> ReadSnapshotAsync(
            int partition, SnapshotLimit limit = default, CancellationToken cancellationToken = default) => throw failure;

        public override ValueTask<Lease?> ReadLeaseAsync(int partition, CancellationToken cancellationToken = default) => throw failure;
    }
}
