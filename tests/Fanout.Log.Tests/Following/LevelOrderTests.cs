using System.Threading.Channels;
using Fanout.Log.InMemory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Log.Tests;

public sealed class LevelOrderTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 18, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task What_is_told_last_of_the_level_is_what_is_so_although_two_tell()
    {
        await using var log = new InMemoryEventLog(1, _clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var writer = new HeldWriter();
        using var turns = new SemaphoreSlim(1);
        using var following = new PartitionFollowing(
            log, new FollowStart(0, default, default), writer, turns, _clock, NullLogger.Instance);

        Task loop = following.RunAsync(stop.Token); // finds it level, and cannot say so yet
        await writer.Arrived;
        _clock.Advance(LogFollower.LevelFor + TimeSpan.FromMilliseconds(1));
        Task clock = following.TellLevelAsync(stop.Token).AsTask(); // finds that it no longer is
        writer.Release();
        await clock;

        Assert.Equal([true, false], writer.Levels.Take(2));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop);
    }

    /// <summary>Holds the first update up, as a channel does whose reader is slow.</summary>
    private sealed class HeldWriter : ChannelWriter<FollowUpdate>
    {
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new();
        private readonly Lock _gate = new();
        private readonly List<bool> _levels = [];

        public Task Arrived => _arrived.Task;

        public IReadOnlyList<bool> Levels
        {
            get
            {
                lock (_gate)
                    return [.. _levels];
            }
        }

        public void Release() => _released.SetResult();

        public override async ValueTask WriteAsync(FollowUpdate item, CancellationToken cancellationToken = default)
        {
            if (_arrived.TrySetResult())
                await _released.Task;
            TryWrite(item);
        }

        public override bool TryWrite(FollowUpdate item)
        {
            lock (_gate)
                _levels.Add(((LevelChanged)item).Level);
            return true;
        }

        public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => new(true);
    }
}
