using Fanout.Log.InMemory;
using Fanout.Services.Processes;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Log.Tests;

public sealed class LeaseKeepingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_holder_keeps_its_lease_though_the_log_never_answers_some_renewals(int lost)
    {
        var clock = new WatchedTime();
        await using var store = new InMemoryEventLog(1, clock);
        var log = new SilentLog(store, lost);
        var options = new PartitionWriterOptions { Holder = new HolderId(1) };
        WriterOpening opening = await PartitionWriter.OpenAsync(log, 0, new TestOwner(), options, clock, Cancel);
        await using PartitionWriter writer = opening.Writer!;
        await Eventually.TrueAsync("the lease is being kept", () => Task.FromResult(clock.HasTimer));

        for (int renewal = 1; renewal <= lost + 1; renewal++)
        {
            clock.Advance(LeaseTimes.RenewEvery);
            await Eventually.EqualAsync(renewal, () => Task.FromResult(log.Renewals));
            Assert.False((await store.AcquireLeaseAsync(0, new HolderId(2), "", Cancel)).Taken);
        }

        Lease lease = (await store.ReadLeaseAsync(0, Cancel))!;
        Assert.Equal((clock.GetUtcNow() + LeaseTimes.Expiry).ToUnixTimeMilliseconds(), lease.ExpiresMs);
        Assert.False(writer.Ended.IsCompleted);
    }

    /// <summary>The first renewals get lost, without any sign of it.</summary>
    private sealed class SilentLog(IEventLog inner, int lost) : LogDecorator(inner)
    {
        private int _renewals;

        public int Renewals => Volatile.Read(ref _renewals);

        public override async ValueTask<bool> RenewLeaseAsync(
            int partition, Fence fence, CancellationToken cancellationToken = default)
        {
            if (_renewals >= lost)
            {
                bool isRenewed = await base.RenewLeaseAsync(partition, fence, cancellationToken);
                Interlocked.Increment(ref _renewals);
                return isRenewed;
            }
            Interlocked.Increment(ref _renewals);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return false;
        }
    }

    /// <summary>Moved by the test, which has to know when somebody waits for it to move.</summary>
    private sealed class WatchedTime : FakeTimeProvider
    {
        private volatile bool _hasTimer;

        public bool HasTimer => _hasTimer;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            _hasTimer = true;
            return timer;
        }
    }
}
