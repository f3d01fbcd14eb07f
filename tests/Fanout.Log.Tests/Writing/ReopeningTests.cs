using System.Text;
using Fanout.Log.InMemory;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Log.Tests;

/// <summary>What a writer does when its store runs anew or its lease is gone.</summary>
public sealed class ReopeningTests : IAsyncDisposable
{
    private const int StoreAwayLine = 1024;
    private const int NoRoomLine = 1026;
    private const int RoomAgainLine = 1027;

    private readonly FastTime _time = new();

    // Stands still: leases last until a test ends them; and a writer that goes by it renews none, so that only an append
    // can find the store changed.
    private readonly FakeTimeProvider _storeTime = new();
    private readonly InMemoryEventLog _store;
    private readonly ScriptedLog _log;
    private readonly TestOwner _owner = new();

    public ReopeningTests()
    {
        _store = new InMemoryEventLog(1, _storeTime);
        _log = new ScriptedLog(_store);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task The_holder_puts_back_what_a_failover_lost_unchanged_and_keeps_the_epoch()
    {
        await using PartitionWriter writer = await OpenAsync(_owner);
        await _owner.Change(writer, "m1", "a");
        InMemoryEventLog replica = _store.Fork("run-2");
        await _owner.Change(writer, "m1", "b");
        await _owner.Change(writer, "m2", "c");
        IReadOnlyList<Entry> before = (await _store.ReadAsync(0, LogPosition.Start, 10, Cancel)).Entries;
        uint epoch = writer.Epoch;
        int restated = _owner.Restated;
        _log.SwitchTo(replica);

        AppendResult result = await _owner.Change(writer, "m1", "d"); // answered once the partition is sealed

        LogPage page = await replica.ReadAsync(0, LogPosition.Start, 10, Cancel);
        Assert.Equal((AppendResultKind.Appended, epoch, 4ul), (
            result.Kind, result.Place.Position.Epoch, result.Place.Position.Sequence));
        Assert.Equal(before, page.Entries.Take(3));
        Assert.True(page.Head.Sealed);
        Assert.Equal(restated, _owner.Restated);
    }

    [Fact]
    public async Task What_is_put_back_is_answered_once_the_partition_is_sealed()
    {
        var log = new SealedLater(_log);
        await using PartitionWriter writer = await OpenAsync(_owner, log: log);
        InMemoryEventLog replica = _store.Fork("run-2");
        log.Hold();
        _log.SwitchTo(replica);

        Task<AppendResult> putBack = _owner.Change(writer, "m1", "a").AsTask();
        await log.Asked;
        (bool isThere, bool isEarly) = ((await Hand.HeadAsync(replica)).Position.Sequence == 1, putBack.IsCompleted);
        log.Release();

        Assert.Equal((true, false), (isThere, isEarly));
        Assert.Equal(AppendResultKind.Appended, (await putBack).Kind);
        Assert.True((await Hand.HeadAsync(replica)).Sealed);
    }

    [Fact]
    public async Task What_was_put_back_by_a_writer_that_ends_before_it_seals_is_unconfirmed()
    {
        var log = new SealedLater(_log);
        await using PartitionWriter writer = await OpenAsync(_owner, log: log);
        log.Hold();
        _log.SwitchTo(_store.Fork("run-2"));
        Task<AppendResult> putBack = _owner.Change(writer, "m1", "a").AsTask();
        await log.Asked;

        ValueTask ending = writer.DisposeAsync();

        Assert.Equal(AppendResultKind.Unconfirmed, (await putBack).Kind);
        log.Release();
        await ending;
    }

    [Fact]
    public async Task What_was_put_back_and_lost_again_before_it_was_sealed_is_put_back_with_the_same_stamp()
    {
        var log = new SealedLater(_log);
        await using PartitionWriter writer = await OpenAsync(_owner, log: log);
        InMemoryEventLog promoted = _store.Fork("run-2");
        InMemoryEventLog next = _store.Fork("run-3");
        log.Hold();
        _log.SwitchTo(promoted);
        Task<AppendResult> putBack = _owner.Change(writer, "m1", "a").AsTask();
        await log.Asked;
        _storeTime.Advance(TimeSpan.FromSeconds(1));
        _log.SwitchTo(next);
        log.Release();

        Assert.Equal(AppendResultKind.Appended, (await putBack).Kind);
        Assert.Equal(
            (await promoted.ReadAsync(0, LogPosition.Start, 10, Cancel)).Entries,
            (await next.ReadAsync(0, LogPosition.Start, 10, Cancel)).Entries);
    }

    [Fact]
    public async Task A_store_that_is_away_in_the_middle_of_it_is_waited_for()
    {
        await using PartitionWriter writer = await OpenAsync(_owner);
        InMemoryEventLog replica = _store.Fork("run-2");
        await _owner.Change(writer, "m1", "a");
        _log.Then(request =>
        {
            _log.SwitchTo(replica); // not before: a renewal that finds it would reopen the partition without this append
            return replica.AppendAsync(request);
        }).ThenFail("away").ThenFail("away");

        AppendResult result = await _owner.Change(writer, "m1", "b");

        Assert.Equal((AppendResultKind.Appended, 2ul), (result.Kind, result.Place.Position.Sequence));
        Assert.Equal(["a", "b"], (await replica.ReadAsync(0, LogPosition.Start, 10, Cancel)).Entries
            .Select(entry => Encoding.UTF8.GetString(entry.Public.Span)));
    }

    [Fact]
    public async Task An_empty_store_gets_every_live_match_from_the_holders_memory_and_numbers_go_on_upward()
    {
        await using PartitionWriter writer = await OpenAsync(_owner, Options() with { IssuedBytesMax = 0 }, _storeTime);
        await _owner.Change(writer, "m1", "a");
        await _owner.Change(writer, "m1", "b");
        await _owner.Change(writer, "m2", "c");
        uint epoch = writer.Epoch;
        var empty = new InMemoryEventLog(1, _storeTime, "flushed").Fork("run-2");
        _log.SwitchTo(empty);

        AppendResult unconfirmed = await _owner.Change(writer, "m1", "d");
        AppendResult next = await _owner.Change(writer, "m1", "e");

        LogPage page = await empty.ReadAsync(0, LogPosition.Start, 10, Cancel);
        Assert.Equal(AppendResultKind.Unconfirmed, unconfirmed.Kind);
        Assert.NotEqual(epoch, page.Head.Position.Epoch);
        Assert.Equal(["m1=abd", "m2=c", "m1=e"], page.Entries.Select(
            entry => $"{entry.MatchId}={Encoding.UTF8.GetString(entry.Public.Span)}"));
        Assert.All(page.Entries.Take(2), entry => Assert.Equal(
            (EntryKind.Opening, LogPosition.Start), (entry.Kind, entry.Continues)));
        Assert.True(page.Entries[0].Sequence > 3);
        Assert.True(page.Entries[0].MatchSequence > 2);
        Assert.Equal(AppendResultKind.Appended, next.Kind);
    }

    [Fact]
    public async Task What_a_new_epoch_leaves_unconfirmed_is_answered_once_the_log_has_all_that_it_begins_with()
    {
        await using PartitionWriter writer = await OpenAsync(_owner, Options() with { GroupEntriesMax = 1 }, _storeTime);
        await _owner.Change(writer, "m1", "a");
        await _owner.Change(writer, "m2", "b");
        var empty = new InMemoryEventLog(1, _storeTime, "flushed").Fork("run-2");
        _log.SwitchTo(empty);
        var gate = new TaskCompletionSource();
        _log.Then(request => empty.AppendAsync(request)).Then(request => empty.AppendAsync(request)).ThenWait(gate.Task);

        Task<AppendResult> unconfirmed = _owner.Change(writer, "m1", "c").AsTask();
        while (_log.Requests.Count < 5) // two changes, the one that is refused, and an opening for each match
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancel);
        bool isEarly = unconfirmed.IsCompleted;
        gate.SetResult();

        Assert.False(isEarly);
        Assert.Equal(AppendResultKind.Unconfirmed, (await unconfirmed).Kind);
        LogPage page = await empty.ReadAsync(0, LogPosition.Start, 10, Cancel);
        Assert.True(page.Head.Sealed);
        Assert.Equal(["m1", "m2"], page.Entries.Select(entry => entry.MatchId));
    }

    [Fact]
    public async Task The_holder_also_puts_back_what_only_an_old_primary_got_that_came_back_for_a_while()
    {
        await using PartitionWriter writer = await OpenAsync(_owner);
        await _owner.Change(writer, "m1", "a");
        InMemoryEventLog promoted = _store.Fork("run-2");
        InMemoryEventLog revenant = _store.Fork("run-3");
        _log.SwitchTo(promoted);
        await _owner.Change(writer, "m1", "b");
        _log.SwitchTo(revenant);
        await _owner.Change(writer, "m1", "c");
        await _owner.Change(writer, "m1", "d");
        uint epoch = writer.Epoch;
        _log.SwitchTo(promoted);

        AppendResult result = await _owner.Change(writer, "m1", "e");

        Assert.Equal((AppendResultKind.Appended, epoch), (result.Kind, result.Place.Position.Epoch));
        Assert.Equal(["a", "b", "c", "d", "e"], (await promoted.ReadAsync(0, LogPosition.Start, 10, Cancel)).Entries
            .Select(entry => Encoding.UTF8.GetString(entry.Public.Span)));
    }

    [Fact]
    public async Task Any_other_holder_draws_a_new_epoch_that_begins_with_every_live_match_and_says_what_it_continues()
    {
        PartitionWriter first = await OpenAsync(_owner);
        await _owner.Change(first, "m1", "a");
        InMemoryEventLog replica = _store.Fork("run-2");
        await _owner.Change(first, "m1", "lost");
        await first.DisposeAsync();
        _log.SwitchTo(replica);
        _storeTime.Advance(LeaseTimes.Expiry);

        var other = new TestOwner();
        await using PartitionWriter second = await OpenAsync(other);

        LogPage page = await replica.ReadAsync(0, LogPosition.Start, 10, Cancel);
        Entry opening = page.Entries[1];
        Assert.NotEqual(first.Epoch, second.Epoch);
        Assert.Equal(("m1", EntryKind.Opening, new LogPosition(first.Epoch, 1)), (
            opening.MatchId, opening.Kind, opening.Continues));
        Assert.Equal((second.Epoch, 2ul, 2u), (opening.Epoch, opening.Sequence, opening.MatchSequence));
        Assert.Equal("a", Encoding.UTF8.GetString(opening.Public.Span));
        Assert.True(page.Head.Sealed);
    }

    [Fact]
    public async Task A_store_that_lost_its_end_and_kept_a_snapshot_of_it_restores_from_before()
    {
        PartitionWriter first = await OpenAsync(_owner);
        await _owner.Change(first, "m1", "a");
        await first.DisposeAsync();
        InMemoryEventLog lagging = _store.Fork("run-2");
        var kept = new SnapshotBesideLog(lagging, new PartitionSnapshot
        {
            Partition = 0,
            Position = new LogPosition(first.Epoch, 2),
            Chain = new ChainHash(1),
            PublishedMs = 0,
            Matches = [new MatchSnapshot(
                "m1", new MatchPosition(first.Epoch, 2), Encoding.UTF8.GetBytes("alost"), default)],
        });

        var other = new TestOwner();
        WriterOpening opening = await PartitionWriter.OpenAsync(kept, 0, other, Options(), _time, Cancel);
        await opening.Writer!.DisposeAsync();

        Assert.Equal("a", other.States["m1"]);
    }

    [Fact]
    public async Task A_promoted_store_without_room_gets_what_the_failover_lost_once_it_has_room()
    {
        await using PartitionWriter writer = await OpenAsync(_owner, time: _storeTime);
        InMemoryEventLog replica = _store.Fork("run-2");
        await _owner.Change(writer, "m1", "a");
        _log.Then(request =>
        {
            _log.SwitchTo(replica);
            throw new LogStorageException("no room") { IsNoRoom = true };
        }).Then(_ => throw new LogStorageException("no room") { IsNoRoom = true });

        Task<AppendResult> appended = _owner.Change(writer, "m1", "b").AsTask();
        while (!appended.IsCompleted)
        {
            _storeTime.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        Assert.Equal((AppendResultKind.Appended, 2ul), ((await appended).Kind, (await appended).Place.Position.Sequence));
        Assert.Equal(["a", "b"], (await replica.ReadAsync(0, LogPosition.Start, 10, Cancel)).Entries
            .Select(entry => Encoding.UTF8.GetString(entry.Public.Span)));
    }

    [Fact]
    public async Task A_store_without_room_is_told_of_once_and_once_more_when_it_has_room()
    {
        var lines = new RecordedLines();
        await using PartitionWriter writer = await OpenAsync(_owner, Options() with { Logger = lines });
        InMemoryEventLog replica = _store.Fork("run-2");
        await _owner.Change(writer, "m1", "a");
        for (int count = 0; count < 5; count++)
            _log.Then(_ => throw new LogStorageException("no room") { IsNoRoom = true });
        await _owner.Change(writer, "m1", "b");
        int toldOnce = lines.Of(NoRoomLine).Count;
        _log.SwitchTo(replica);
        for (int count = 0; count < 5; count++)
            _log.Then(_ => throw new LogStorageException("no room") { IsNoRoom = true });
        await _owner.Change(writer, "m1", "c");

        Assert.Equal(1, toldOnce);
        Assert.Single(lines.Of(RoomAgainLine));
        Assert.InRange(lines.Of(NoRoomLine).Count + lines.Of(StoreAwayLine).Count, 2, 3); // by which of the two loops was denied
        Assert.Equal(["a", "b", "c"], (await replica.ReadAsync(0, LogPosition.Start, 10, Cancel)).Entries
            .Select(entry => Encoding.UTF8.GetString(entry.Public.Span)));
    }

    [Fact]
    public async Task Who_takes_a_partition_over_begins_a_new_epoch_where_a_failover_would_lose_that_it_did()
    {
        await using (PartitionWriter first = await OpenAsync(_owner, time: _storeTime))
            await _owner.Change(first, "m1", "a");
        uint epoch = (await Hand.HeadAsync(_store)).Position.Epoch;
        var second = new TestOwner();

        WriterOpening opening = await PartitionWriter.OpenAsync(
            new UncopiedLog(_store), 0, second, Options(), _storeTime, Cancel);
        await using PartitionWriter writer = opening.Writer!;

        Assert.NotEqual(epoch, writer.Epoch);
        Assert.Equal("a", second.States["m1"]);
        Assert.Equal(AppendResultKind.Appended, (await second.Change(writer, "m1", "b")).Kind);
    }

    private static PartitionWriterOptions Options() => new() { Holder = PartitionWriterOptions.DrawHolder() };

    private async Task<PartitionWriter> OpenAsync(
        TestOwner owner, PartitionWriterOptions? options = null, TimeProvider? time = null, IEventLog? log = null)
    {
        WriterOpening opening = await PartitionWriter.OpenAsync(
            log ?? _log, 0, owner, options ?? Options(), time ?? _time, Cancel);
        return opening.Writer ?? throw new InvalidOperationException($"not opened: {opening.End}");
    }

    /// <summary>A log that is not sealed before a test wants it.</summary>
    private sealed class SealedLater(IEventLog inner) : LogDecorator(inner)
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _holds;

        public Task Asked => _asked.Task;

        public void Hold() => _holds = true;

        public void Release() => _released.SetResult();

        public override async ValueTask<SealOutcome> SealAsync(
            SealRequest request, CancellationToken cancellationToken = default)
        {
            if (_holds)
            {
                _asked.TrySetResult();
                await _released.Task;
            }
            return await Inner.SealAsync(request, cancellationToken);
        }
    }

    /// <summary>A log whose second server is behind.</summary>
    private sealed class UncopiedLog(IEventLog inner) : LogDecorator(inner)
    {
        public override ValueTask<bool> IsCopiedAsync(
            int partition, TimeSpan atMost, CancellationToken cancellationToken = default) => ValueTask.FromResult(false);
    }

    /// <summary>A log whose newest snapshot is of entries that it no longer has.</summary>
    private sealed class SnapshotBesideLog(IEventLog inner, PartitionSnapshot kept) : LogDecorator(inner)
    {
        public override ValueTask<PartitionSnapshot?> ReadSnapshotAsync(
            int partition, SnapshotLimit limit = default, CancellationToken cancellationToken = default) =>
            limit.SequenceMax is null
                ? ValueTask.FromResult<PartitionSnapshot?>(kept)
                : Inner.ReadSnapshotAsync(partition, limit, cancellationToken);
    }
}
