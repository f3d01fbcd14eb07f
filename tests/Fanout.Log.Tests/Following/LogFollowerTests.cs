using System.Collections.Concurrent;
using Fanout.Log.InMemory;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Log.Tests;

public sealed class LogFollowerTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 18, 0, 0, TimeSpan.Zero));
    private readonly SwitchableLog _log;

    public LogFollowerTests() => _log = new SwitchableLog(new InMemoryEventLog(1, _clock));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task Hands_on_every_entry_once_in_order_and_then_is_level()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(_log), 3);
        await using var reading = new Reading(new LogFollower(_log, [], _clock));

        Assert.Equal([1ul, 2, 3], (await reading.NextAsync<EntriesFollowed>()).Entries.Select(entry => entry.Sequence));
        LevelChanged level = await reading.NextAsync<LevelChanged>();
        await AppendAsync(hand, 1);
        EntriesFollowed next = await reading.NextAsync<EntriesFollowed>();

        Assert.Equal((true, _clock.GetUtcNow().ToUnixTimeMilliseconds()), (level.Level, level.AsOfMs));
        Assert.Equal([4ul], next.Entries.Select(entry => entry.Sequence));
        Assert.True(next.ReachesHead);
    }

    [Fact]
    public async Task Begins_after_the_position_that_it_is_given()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(_log), 2);
        var start = new FollowStart(0, new LogPosition(hand.Epoch, hand.Sequence), hand.Chain);
        await AppendAsync(hand, 1);
        await using var reading = new Reading(new LogFollower(_log, [start], _clock));
        Assert.Equal([3ul], (await reading.NextAsync<EntriesFollowed>()).Entries.Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task Entries_that_cannot_be_read_are_asked_for_once_in_a_poll_interval()
    {
        await AppendAsync(await Hand.OpenAsync(_log), 1);
        var asked = new ConcurrentQueue<DateTimeOffset>();
        _log.WhenAway = () => asked.Enqueue(_clock.GetUtcNow());
        _log.IsAway = true;
        await using var reading = new Reading(new LogFollower(_log, [], _clock));
        while (asked.Count < 4)
        {
            Cancel.ThrowIfCancellationRequested();
            Advance();
            await Task.Yield();
        }
        _log.IsAway = false;

        Assert.Single((await reading.NextAsync<EntriesFollowed>(whileWaiting: Advance)).Entries);
        Assert.All(asked.Zip(asked.Skip(1)), pair => Assert.True(
            pair.Second - pair.First >= NewsBoard.PollEvery, $"asked at {pair.First:mm:ss.fff} and {pair.Second:mm:ss.fff}"));
    }

    [Fact]
    public async Task Is_no_longer_level_two_seconds_after_the_last_confirmation_and_again_with_the_next()
    {
        await AppendAsync(await Hand.OpenAsync(_log), 1);
        await using var reading = new Reading(new LogFollower(_log, [], _clock));
        Assert.True((await reading.NextAsync<LevelChanged>()).Level);

        _log.IsAway = true;
        LevelChanged lost = await reading.NextAsync<LevelChanged>(
            whileWaiting: () => _clock.Advance(TimeSpan.FromMilliseconds(100)));
        _log.IsAway = false;
        LevelChanged again = await reading.NextAsync<LevelChanged>(
            whileWaiting: () => _clock.Advance(TimeSpan.FromMilliseconds(100)));

        Assert.False(lost.Level);
        Assert.True(again.Level);
        // a read that was under way when the level was lost may be the one that confirms it again
        Assert.True(again.AsOfMs > lost.AsOfMs);
    }

    [Fact]
    public async Task A_chain_that_differs_is_reported_and_not_applied()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(_log), 2);
        var start = new FollowStart(0, new LogPosition(hand.Epoch, 1), new ChainHash(4711));
        await using var reading = new Reading(new LogFollower(_log, [start], _clock));

        HistoryDiverged diverged = await reading.NextAsync<HistoryDiverged>();

        Assert.Equal(start.Position, diverged.Position);
        Assert.DoesNotContain(reading.Seen, update => update is LevelChanged { Level: true });
        Assert.Empty(reading.Seen.OfType<EntriesFollowed>());
    }

    [Fact]
    public async Task An_entry_whose_content_does_not_fit_its_hash_is_reported_and_what_comes_before_it_applied()
    {
        await AppendAsync(await Hand.OpenAsync(_log), 3);
        _log.Bend = entry => entry.Sequence == 2 ? entry with { Writer = "forged"u8.ToArray() } : entry;
        await using var reading = new Reading(new LogFollower(_log, [], _clock));

        HistoryDiverged diverged = await reading.NextAsync<HistoryDiverged>();

        Assert.Equal([1ul], reading.Sequences);
        Assert.Contains("7-2", diverged.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gap_is_reported_and_not_applied()
    {
        await AppendAsync(await Hand.OpenAsync(_log), 3);
        _log.Hide = entry => entry.Sequence == 2;
        await using var reading = new Reading(new LogFollower(_log, [], _clock));
        HistoryDiverged diverged = await reading.NextAsync<HistoryDiverged>();
        Assert.Equal(new LogPosition(7, 1), diverged.Position);
    }

    [Fact]
    public async Task A_head_below_ours_is_reported_and_following_goes_on_once_it_is_repaired()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(_log), 2);
        InMemoryEventLog replica = ((InMemoryEventLog)_log.Inner).Fork("run-2");
        Entry lost = hand.Number(Drafts.Change("m1", "lost"));
        await hand.TryAsync(lost);
        await using var reading = new Reading(new LogFollower(_log, [], _clock));
        await reading.NextAsync<LevelChanged>();
        _log.SwitchTo(replica);
        await reading.NextAsync<HistoryDiverged>(whileWaiting: Advance);
        Assert.False(reading.Seen.OfType<LevelChanged>().Last().Level);

        Hand holder = await Hand.TakeAsync(replica);
        await replica.AppendAsync(holder.Request([lost], reopening: true), Cancel);
        hand.Advance(lost);
        await reading.NextAsync<LevelChanged>(changed => changed.Level, Advance);

        Assert.Equal([1ul, 2, 3], reading.Sequences);
    }

    [Fact]
    public async Task A_new_epoch_below_ours_voids_what_is_beyond_and_is_followed()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(_log), 2);
        InMemoryEventLog replica = ((InMemoryEventLog)_log.Inner).Fork("run-2");
        await AppendAsync(hand, 1);
        await using var reading = new Reading(new LogFollower(_log, [], _clock));
        await reading.NextAsync<LevelChanged>();

        _clock.Advance(LeaseTimes.Expiry);
        Hand other = await Hand.TakeAsync(replica, holder: 2);
        ChainHash common = other.Chain;
        Entry state = other.Number(
            Drafts.Change("m1", "state") with { Kind = EntryKind.Opening }, new LogPosition(7, 2));
        Entry opening = other.Chained(state with { Epoch = 8, MatchSequence = 3 });
        await replica.AppendAsync(other.Request([opening], reopening: true), Cancel);
        _log.SwitchTo(replica);
        HistoryDiverged reopening = await reading.NextAsync<HistoryDiverged>(whileWaiting: Advance);
        Assert.Contains("being reopened at 8-3", reopening.Fault, StringComparison.Ordinal);
        other.Advance(opening);
        await other.SealAsync(8);
        HistoryRewound rewound = await reading.NextAsync<HistoryRewound>(whileWaiting: Advance);
        EntriesFollowed followed = await reading.NextAsync<EntriesFollowed>();

        Assert.Equal((new LogPosition(7, 2), common), (rewound.ResumesAfter, rewound.Chain));
        Assert.Equal([opening.Position], followed.Entries.Select(entry => entry.Position));
    }

    [Fact]
    public async Task A_store_that_came_back_empty_voids_nothing_until_somebody_opened_it()
    {
        await AppendAsync(await Hand.OpenAsync(_log), 2);
        var empty = new InMemoryEventLog(1, _clock, "run-2");
        await using var reading = new Reading(new LogFollower(_log, [], _clock));
        await reading.NextAsync<LevelChanged>();

        _log.SwitchTo(empty);
        await reading.NextAsync<HistoryDiverged>(whileWaiting: Advance);
        Assert.False(reading.Seen.OfType<LevelChanged>().Last().Level);
        Assert.Empty(reading.Seen.OfType<HistoryRewound>());

        Hand holder = await Hand.OpenAsync(empty, epoch: 8);
        await holder.AppendAsync(Drafts.Change("m1", "state") with { Kind = EntryKind.Opening });
        HistoryRewound rewound = await reading.NextAsync<HistoryRewound>(whileWaiting: Advance);
        await reading.NextAsync<LevelChanged>(changed => changed.Level, Advance);
        Assert.Equal(LogPosition.Start, rewound.ResumesAfter);
        Assert.Equal(new LogPosition(8, 1), reading.Seen.OfType<EntriesFollowed>().Last().Entries[^1].Position);
    }

    [Fact]
    public async Task Who_is_behind_what_was_trimmed_is_told_so_and_goes_on_from_a_snapshot()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(_log), 3);
        var snapshot = new PartitionSnapshot
        {
            Partition = 0,
            Position = new LogPosition(hand.Epoch, hand.Sequence),
            Chain = hand.Chain,
            PublishedMs = (await Hand.HeadAsync(_log)).PublishedMs,
            Matches = [],
        };
        await _log.SaveSnapshotAsync(snapshot, Cancel);
        await AppendAsync(hand, 1);
        await _log.TrimAsync(0, 3, Cancel);
        await using var reading = new Reading(new LogFollower(_log, [], _clock));

        HistoryGone gone = await reading.NextAsync<HistoryGone>();
        reading.Follower.Restart(new FollowStart(0, snapshot.Position, snapshot.Chain));
        EntriesFollowed followed = await reading.NextAsync<EntriesFollowed>();

        Assert.Equal(3ul, gone.TrimmedThrough);
        Assert.Equal([4ul], followed.Entries.Select(entry => entry.Sequence));
    }

    private void Advance() => _clock.Advance(TimeSpan.FromMilliseconds(100));

    private static async Task<Hand> AppendAsync(Hand hand, int count)
    {
        for (int number = 0; number < count; number++)
            await hand.AppendAsync(Drafts.Change("m1", $"{number}"));
        return hand;
    }

    /// <summary>One reader of a follower, which looks for updates one after another and keeps all of them.</summary>
    private sealed class Reading(LogFollower follower) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<FollowUpdate> _updates =
            follower.ReadAllAsync(Cancel).GetAsyncEnumerator(Cancel);

        public LogFollower Follower => follower;

        public List<FollowUpdate> Seen { get; } = [];

        /// <summary>Sequences of all entries seen so far.</summary>
        public IEnumerable<ulong> Sequences => Seen.OfType<EntriesFollowed>()
            .SelectMany(update => update.Entries).Select(entry => entry.Sequence);

        /// <summary>The next update of a kind, however many others come before it.</summary>
        public async Task<T> NextAsync<T>(
            Func<T, bool>? condition = null, Action? whileWaiting = null) where T : FollowUpdate
        {
            while (true)
            {
                Task<bool> moving = _updates.MoveNextAsync().AsTask();
                while (!moving.IsCompleted && whileWaiting is not null)
                {
                    Cancel.ThrowIfCancellationRequested();
                    whileWaiting();
                    await Task.Yield();
                }
                Assert.True(await moving, $"the follower ended before a {typeof(T).Name}");
                Seen.Add(_updates.Current);
                if (_updates.Current is T update && (condition is null || condition(update)))
                    return update;
            }
        }

        public async Task<T> NextAsync<T>(Action whileWaiting) where T : FollowUpdate =>
            await NextAsync<T>(null, whileWaiting);

        public async ValueTask DisposeAsync()
        {
            await follower.DisposeAsync();
            await _updates.DisposeAsync();
        }
    }

    /// <summary>A log that can be away, exchanged, and read wrongly.</summary>
    private sealed class SwitchableLog(IEventLog inner) : LogDecorator(inner)
    {
        public volatile bool IsAway;

        public Action? WhenAway { get; set; }

        public Func<Entry, Entry>? Bend { get; set; }

        public Func<Entry, bool>? Hide { get; set; }

        public void SwitchTo(IEventLog other) => Inner = other;

        public override async ValueTask<LogPage> ReadAsync(
            int partition, LogPosition after, int countMax, CancellationToken cancellationToken = default)
        {
            if (IsAway)
            {
                WhenAway?.Invoke();
                throw new LogStorageException("away");
            }
            LogPage page = await Inner.ReadAsync(partition, after, countMax, cancellationToken);
            return page with
            {
                Entries = [.. page.Entries.Where(entry => Hide?.Invoke(entry) != true).Select(
                    entry => Bend?.Invoke(entry) ?? entry)],
            };
        }
    }
}
