using System.Collections.Concurrent;
using Fanout.Log.InMemory;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Log.Tests;

/// <summary>A follower that has a lot to read spares the store, and believes no answer that is old.</summary>
public sealed class CatchingUpTests
{
    private const int PartitionCount = 16;
    private const int EntryCount = 1200; // of each partition: three pages of at most 500

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 18, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Partitions_that_are_behind_are_read_two_at_a_time_and_page_by_page()
    {
        await using var log = new CountedLog(new InMemoryEventLog(PartitionCount, _clock));
        for (int partition = 0; partition < PartitionCount; partition++)
            await FillAsync(log, partition);
        log.Count();
        await using var follower = new LogFollower(log, [], _clock);

        var followed = new int[PartitionCount];
        var level = new HashSet<int>();
        await foreach (FollowUpdate update in follower.ReadAllAsync(Cancel))
        {
            if (update is EntriesFollowed entries)
                followed[update.Partition] += entries.Entries.Count;
            if (update is LevelChanged { Level: true } && level.Add(update.Partition) && level.Count == PartitionCount)
                break;
        }

        Assert.All(followed, count => Assert.Equal(EntryCount, count));
        Assert.InRange(log.UnderWayMost, 1, 2);
        Assert.Equal(3 * PartitionCount, log.Pages);
    }

    [Fact]
    public async Task Partitions_whose_server_hangs_leave_the_turns_to_the_others()
    {
        await using var log = new HangingLog(new InMemoryEventLog(PartitionCount, _clock));
        for (int partition = 0; partition < PartitionCount; partition++)
            await FillAsync(log, partition, count: 1);
        log.Hang(PartitionCount);
        await using var follower = new LogFollower(log, [], _clock);
        while (log.FailedCount < PartitionCount)
        {
            Cancel.ThrowIfCancellationRequested();
            log.Fail();
            await Task.Yield();
        }
        log.Hang(PartitionCount / 2);

        var followed = new HashSet<int>();
        await using IAsyncEnumerator<FollowUpdate> updates = follower.ReadAllAsync(Cancel).GetAsyncEnumerator(Cancel);
        while (followed.Count < PartitionCount / 2)
        {
            Task<bool> moving = updates.MoveNextAsync().AsTask();
            while (!moving.IsCompleted)
            {
                Cancel.ThrowIfCancellationRequested();
                _clock.Advance(TimeSpan.FromMilliseconds(10)); // nothing that hangs is given up any more
                await Task.Yield();
            }
            Assert.True(await moving);
            if (updates.Current is EntriesFollowed entries)
                followed.Add(entries.Partition);
        }

        Assert.All(followed, partition => Assert.InRange(partition, PartitionCount / 2, PartitionCount - 1));
    }

    [Fact]
    public async Task An_entry_that_is_none_is_named_to_the_reader()
    {
        await using var log = new DamagedLog(new InMemoryEventLog(1, _clock));
        await using var follower = new LogFollower(log, [], _clock);

        await foreach (FollowUpdate update in follower.ReadAllAsync(Cancel))
        {
            Assert.Equal(DamagedLog.Fault, Assert.IsType<HistoryDiverged>(update).Fault);
            break;
        }
    }

    [Fact]
    public async Task An_answer_that_was_under_way_for_longer_than_a_level_lasts_makes_nothing_level()
    {
        await using var log = new HeldLog(new InMemoryEventLog(1, _clock));
        await FillAsync(log, partition: 0, count: 1);
        log.Hold();
        await using var follower = new LogFollower(log, [], _clock);
        await log.Asked;
        _clock.Advance(LogFollower.LevelFor + TimeSpan.FromMilliseconds(1));
        long releasedMs = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        log.Release();

        LevelChanged? level = null;
        await using IAsyncEnumerator<FollowUpdate> updates = follower.ReadAllAsync(Cancel).GetAsyncEnumerator(Cancel);
        while (level is null)
        {
            Task<bool> moving = updates.MoveNextAsync().AsTask();
            while (!moving.IsCompleted)
            {
                Cancel.ThrowIfCancellationRequested();
                _clock.Advance(TimeSpan.FromMilliseconds(10)); // to the next look
                await Task.Yield();
            }
            Assert.True(await moving);
            level = updates.Current as LevelChanged;
        }

        Assert.True(level.Level);
        // By the next answer, and that was not asked for before the next look.
        Assert.InRange(level.AsOfMs, releasedMs + (long)NewsBoard.PollEvery.TotalMilliseconds, long.MaxValue);
    }

    private static async Task FillAsync(IEventLog log, int partition, int count = EntryCount)
    {
        string match = Enumerable.Range(0, int.MaxValue).Select(static number => $"m{number}")
            .First(id => Partitioning.Of(id, log.PartitionCount) == partition);
        Hand hand = await Hand.OpenAsync(log, partition);
        for (int number = 0; number < count; number++)
            await hand.AppendAsync(Drafts.Change(match, $"{number}"));
    }

    /// <summary>Counts pages that were asked for, and how many were under way at once.</summary>
    private sealed class CountedLog(IEventLog inner) : LogDecorator(inner)
    {
        private int _underWay;
        private int _underWayMost;
        private int _pages;
        private volatile bool _counts;

        public int UnderWayMost => _underWayMost;

        public int Pages => _pages;

        public void Count() => _counts = true;

        public override async ValueTask<LogPage> ReadAsync(
            int partition, LogPosition after, int countMax, CancellationToken cancellationToken = default)
        {
            if (!_counts)
                return await Inner.ReadAsync(partition, after, countMax, cancellationToken);
            int underWay = Interlocked.Increment(ref _underWay);
            InterlockedMax(ref _underWayMost, underWay);
            for (int turn = 0; turn < 100; turn++) // others, if there were any, would come
                await Task.Yield();
            LogPage page = await Inner.ReadAsync(partition, after, countMax, cancellationToken);
            if (page.Entries.Count > 0)
                Interlocked.Increment(ref _pages);
            Interlocked.Decrement(ref _underWay);
            return page;
        }

        private static void InterlockedMax(ref int place, int value)
        {
            for (int seen = Volatile.Read(ref place); seen < value;)
                seen = Interlocked.CompareExchange(ref place, value, seen) is var now && now == seen ? value : now;
        }
    }

    /// <summary>The first so many partitions are on servers that hang: their answers fail when a test says so.</summary>
    private sealed class HangingLog(IEventLog inner) : LogDecorator(inner)
    {
        private readonly ConcurrentDictionary<int, bool> _failed = [];
        private TaskCompletionSource _failing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile int _hanging;

        /// <summary>Partitions that failed once or more.</summary>
        public int FailedCount => _failed.Count;

        public void Hang(int count) => _hanging = count;

        /// <summary>What hangs now fails.</summary>
        public void Fail() =>
            Interlocked.Exchange(ref _failing, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

        public override async ValueTask<LogPage> ReadAsync(
            int partition, LogPosition after, int countMax, CancellationToken cancellationToken = default)
        {
            if (partition >= _hanging)
                return await Inner.ReadAsync(partition, after, countMax, cancellationToken);
            await Volatile.Read(ref _failing).Task.WaitAsync(cancellationToken);
            _failed[partition] = true;
            throw new LogStorageException("no answer");
        }
    }

    /// <summary>A log in which something else was written.</summary>
    private sealed class DamagedLog(IEventLog inner) : LogDecorator(inner)
    {
        public const string Fault = "partition 0 has an entry that is none: 1-0";

        public override ValueTask<LogPage> ReadAsync(
            int partition, LogPosition after, int countMax, CancellationToken cancellationToken = default) =>
            throw new LogStorageException(Fault) { IsDamage = true };
    }

    /// <summary>Keeps the first answer back; the log is as it was when it was asked.</summary>
    private sealed class HeldLog(IEventLog inner) : LogDecorator(inner)
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _holds;

        public Task Asked => _asked.Task;

        public void Hold() => _holds = true;

        public void Release() => _released.SetResult();

        public override async ValueTask<LogPage> ReadAsync(
            int partition, LogPosition after, int countMax, CancellationToken cancellationToken = default)
        {
            LogPage page = await Inner.ReadAsync(partition, after, countMax, cancellationToken);
            if (_holds && _asked.TrySetResult())
                await _released.Task;
            return page;
        }
    }
}
