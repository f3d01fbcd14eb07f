using System.Text;
using Fanout.Log.InMemory;

namespace Fanout.Log.Tests;

public sealed class PartitionWriterTests : IAsyncDisposable
{
    private readonly FastTime _time = new();
    private readonly InMemoryEventLog _store;
    private readonly ScriptedLog _log;
    private readonly TestOwner _owner = new();

    public PartitionWriterTests()
    {
        _store = new InMemoryEventLog(1, _time);
        _log = new ScriptedLog(_store);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Numbers_entries_densely_in_the_order_of_the_calls()
    {
        await using PartitionWriter writer = await OpenAsync();
        ValueTask<AppendResult> first = _owner.Change(writer, "m1", "a");
        ValueTask<AppendResult> second = _owner.Change(writer, "m2", "b");
        ValueTask<AppendResult> third = _owner.Change(writer, "m1", "c");

        AppendResult[] results = [await first, await second, await third];

        Assert.All(results, result => Assert.Equal(AppendResultKind.Appended, result.Kind));
        Assert.Equal([1ul, 2, 3], results.Select(result => result.Place.Position.Sequence));
        Assert.Equal([1u, 1, 2], results.Select(result => result.Place.MatchPosition.Sequence));
        Assert.Equal(results[2].Place.MatchPosition, writer.PositionOf("m1"));
    }

    [Fact]
    public async Task What_is_issued_while_a_group_is_in_flight_goes_as_the_next_group()
    {
        var gate = new TaskCompletionSource();
        _log.ThenWait(gate.Task);
        await using PartitionWriter writer = await OpenAsync();
        ValueTask<AppendResult> first = _owner.Change(writer, "m1", "a");
        await UntilAsync(() => _log.Requests.Count == 1);
        ValueTask<AppendResult>[] later = [.. Enumerable.Range(0, 10).Select(
            number => _owner.Change(writer, "m1", $"{number}"))];
        gate.SetResult();

        await first;
        foreach (ValueTask<AppendResult> result in later)
            Assert.Equal(AppendResultKind.Appended, (await result).Kind);

        Assert.Equal([1, 10], _log.Requests.Select(request => request.Entries.Count));
    }

    [Fact]
    public async Task An_unknown_answer_is_asked_again_and_nothing_else_is_sent_meanwhile()
    {
        _log.ThenUnknown().ThenTakenButUnknown().ThenUnknown();
        await using PartitionWriter writer = await OpenAsync();
        ValueTask<AppendResult> first = _owner.Change(writer, "m1", "a");
        await UntilAsync(() => _log.Requests.Count >= 1);
        ValueTask<AppendResult> second = _owner.Change(writer, "m1", "b");

        AppendResult[] results = [await first, await second];

        Assert.All(results, result => Assert.Equal(AppendResultKind.Appended, result.Kind));
        Assert.Equal([1ul, 2], results.Select(result => result.Place.Position.Sequence));
        Assert.All(_log.Requests.Take(4), request => Assert.Equal(_log.Requests[0].Entries, request.Entries));
    }

    [Fact]
    public async Task Forgets_where_a_match_stands_once_a_snapshot_says_that_it_retired_and_the_log_does_not()
    {
        await using (PartitionWriter first = await OpenAsync())
        {
            await _owner.Change(first, "m1", "a");
            await _owner.Change(first, "m2", "a");
            await first.AppendAsync(Drafts.Decision("m1", "gone", EntryDraft.OwnKey) with { Life = MatchLife.Retires });
            MatchPosition position = first.PositionOf("m1");
            Assert.Equal(1u, position.Sequence);
            MatchSnapshot[] matches =
            [
                new("m1", position, "a"u8.ToArray(), default) { IsRetired = true },
                new("m2", first.PositionOf("m2"), "a"u8.ToArray(), default),
            ];
            Assert.Equal(SnapshotOutcome.Saved, await first.SaveSnapshotAsync(matches, Cancel));
            await AssertForgottenAsync(first);
        }
        await using PartitionWriter second = await OpenAsync();
        await AssertForgottenAsync(second);

        static async Task AssertForgottenAsync(PartitionWriter writer)
        {
            Assert.Equal((0u, 1u), (writer.PositionOf("m1").Sequence, writer.PositionOf("m2").Sequence));
            Assert.True(await writer.KnowsMatchAsync("m1", Cancel));
            Assert.False(await writer.KnowsMatchAsync("m3", Cancel));
        }
    }

    [Fact]
    public async Task A_failed_commit_fails_everything_issued_and_ends_the_tenure()
    {
        var gate = new TaskCompletionSource();
        _log.Then(async _ =>
        {
            await gate.Task;
            throw new LogStorageException("the disk is full");
        });
        await using PartitionWriter writer = await OpenAsync();
        ValueTask<AppendResult> first = _owner.Change(writer, "m1", "a");
        await UntilAsync(() => _log.Requests.Count == 1);
        ValueTask<AppendResult> chained = _owner.Change(writer, "m1", "b");
        gate.SetResult();

        Assert.Equal(AppendResultKind.Unconfirmed, (await first).Kind);
        Assert.Equal(AppendResultKind.Unconfirmed, (await chained).Kind);
        Assert.Equal(TenureEnd.StorageFailed, await writer.Ended);
        Assert.Equal("the disk is full", writer.Failure?.Message);
        Assert.Equal(AppendResultKind.Unconfirmed, (await _owner.Change(writer, "m1", "c")).Kind);
        Assert.Equal(0ul, (await Hand.HeadAsync(_log)).Position.Sequence);
    }

    [Fact]
    public async Task A_repeated_input_that_nothing_was_issued_after_is_answered_and_the_writer_goes_on()
    {
        await using PartitionWriter writer = await OpenAsync();
        AppendResult first = await writer.AppendAsync(Drafts.Change("m1", "a", "key"));
        AppendResult repeated = await writer.AppendAsync(Drafts.Change("m1", "a", "key"));
        AppendResult reused = await writer.AppendAsync(Drafts.Change("m1", "b", "key"));
        AppendResult next = await writer.AppendAsync(Drafts.Change("m1", "c"));

        Assert.Equal(new AppendResult(AppendResultKind.Duplicate, first.Place), repeated);
        Assert.Equal(AppendResultKind.KeyReused, reused.Kind);
        Assert.Equal((AppendResultKind.Appended, 2u), (next.Kind, next.Place.MatchPosition.Sequence));
    }

    [Fact]
    public async Task A_repeated_input_in_the_middle_of_a_chain_ends_the_tenure()
    {
        await using PartitionWriter writer = await OpenAsync();
        AppendResult first = await writer.AppendAsync(Drafts.Change("m1", "a", "key"));
        var gate = new TaskCompletionSource();
        _log.ThenWait(gate.Task);
        ValueTask<AppendResult> repeated = writer.AppendAsync(Drafts.Change("m1", "a", "key"));
        await UntilAsync(() => _log.Requests.Count == 2);
        ValueTask<AppendResult> chained = writer.AppendAsync(Drafts.Change("m1", "b"));
        gate.SetResult();

        Assert.Equal(new AppendResult(AppendResultKind.Duplicate, first.Place), await repeated);
        Assert.Equal(AppendResultKind.Unconfirmed, (await chained).Kind);
        Assert.Equal(TenureEnd.ChainBroken, await writer.Ended);
    }

    [Fact]
    public async Task An_input_repeated_while_the_first_waits_is_not_issued_again()
    {
        var gate = new TaskCompletionSource();
        _log.ThenWait(gate.Task);
        await using PartitionWriter writer = await OpenAsync();
        ValueTask<AppendResult> first = writer.AppendAsync(Drafts.Change("m1", "a", "key"));
        ValueTask<AppendResult> repeated = writer.AppendAsync(Drafts.Change("m1", "a", "key"));
        ValueTask<AppendResult> reused = writer.AppendAsync(Drafts.Change("m1", "b", "key"));
        gate.SetResult();

        EntryPlace place = (await first).Place;
        Assert.Equal(new AppendResult(AppendResultKind.Duplicate, place), await repeated);
        Assert.Equal(new AppendResult(AppendResultKind.KeyReused, place), await reused);
        Assert.Equal(place, (await writer.FindKeyAsync("key", Cancel))?.Place);
        Assert.Equal(1ul, (await Hand.HeadAsync(_log)).Position.Sequence);
    }

    [Fact]
    public async Task The_next_writer_restores_its_owner_from_the_snapshot_and_the_entries_after_it()
    {
        PartitionWriter first = await OpenAsync();
        await _owner.Change(first, "m1", "a");
        SnapshotOutcome? saved = await first.SaveSnapshotAsync(
            [new MatchSnapshot("m1", first.PositionOf("m1"), Encoding.UTF8.GetBytes("a"), default)], Cancel);
        await _owner.Change(first, "m2", "b");
        await first.DisposeAsync();

        var next = new TestOwner();
        await using PartitionWriter second = await OpenAsync(next);

        Assert.Equal(SnapshotOutcome.Saved, saved);
        Assert.Equal(_owner.States, next.States);
        Assert.Equal(first.Epoch, second.Epoch);
        Assert.Equal(0, next.Restated);
        Assert.Equal(2u, (await next.Change(second, "m1", "c")).Place.MatchPosition.Sequence);
    }

    [Fact]
    public async Task A_snapshot_waits_until_what_it_shows_is_confirmed()
    {
        var gate = new TaskCompletionSource();
        _log.ThenWait(gate.Task);
        await using PartitionWriter writer = await OpenAsync();
        ValueTask<AppendResult> append = _owner.Change(writer, "m1", "a");
        Task<SnapshotOutcome?> saving = writer.SaveSnapshotAsync([SnapshotOf(writer, "m1")], Cancel).AsTask();
        Assert.False(saving.IsCompleted);
        gate.SetResult();

        Assert.Equal(SnapshotOutcome.Saved, await saving);
        Assert.Equal(
            (await append).Place.Position, (await _log.ReadSnapshotAsync(0, cancellationToken: Cancel))?.Position);
    }

    [Fact]
    public async Task A_snapshot_that_lacks_a_match_which_moved_is_refused()
    {
        await using PartitionWriter writer = await OpenAsync();
        await _owner.Change(writer, "m1", "a");
        await _owner.Change(writer, "m2", "a");
        MatchSnapshot[] both = [SnapshotOf(writer, "m1"), SnapshotOf(writer, "m2")];
        await _owner.Change(writer, "m1", "b");

        string missing = await RefusalAsync([SnapshotOf(writer, "m1")]);
        string old = await RefusalAsync(both);
        await writer.SaveSnapshotAsync([SnapshotOf(writer, "m1"), SnapshotOf(writer, "m2")], Cancel);
        await writer.AppendAsync(Drafts.Decision("m1", "c"));

        Assert.Contains($"match m2 of partition 0 stands at {writer.Epoch}-1", missing, StringComparison.Ordinal);
        Assert.Contains($"match m1 of partition 0 stands at {writer.Epoch}-2", old, StringComparison.Ordinal);
        Assert.Equal(SnapshotOutcome.Saved, await writer.SaveSnapshotAsync([], Cancel)); // none has moved since

        async Task<string> RefusalAsync(MatchSnapshot[] matches) => (await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await writer.SaveSnapshotAsync(matches, Cancel))).Message;
    }

    [Fact]
    public async Task A_snapshot_after_a_new_epoch_must_have_every_match_that_was_restated()
    {
        await using (PartitionWriter first = await OpenAsync())
        {
            await _owner.Change(first, "m1", "a");
            await first.SaveSnapshotAsync([SnapshotOf(first, "m1")], Cancel);
        }
        await using InMemoryEventLog replica = _store.Fork("run-2");
        WriterOpening opening = await PartitionWriter.OpenAsync(replica, 0, _owner, Options(), _time, Cancel);
        await using PartitionWriter writer = opening.Writer!;
        await _owner.Change(writer, "m2", "a");

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await writer.SaveSnapshotAsync([SnapshotOf(writer, "m2")], Cancel));

        Assert.Contains($"match m1 of partition 0 stands at {writer.Epoch}-2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_match_of_an_earlier_epoch_must_be_restated_before_it_changes()
    {
        await using (PartitionWriter first = await OpenAsync())
            await _owner.Change(first, "m1", "a");
        Hand hand = await Hand.TakeAsync(_store, holder: 5);
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(4711));
        await _store.ReleaseLeaseAsync(0, hand.Fence, Cancel);
        await using PartitionWriter writer = await OpenAsync();

        Assert.True(writer.MustRestate("m1"));
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await writer.AppendAsync(Drafts.Change("m1", "b")));
        AppendResult result = await writer.AppendAsync(Drafts.Change("m1", "ab") with { Kind = EntryKind.Opening });

        Assert.Equal(new MatchPosition(4711, 2), result.Place.MatchPosition);
        Assert.False(writer.MustRestate("m1"));
    }

    [Fact]
    public async Task A_decision_of_the_owners_own_is_never_taken_for_another()
    {
        await using PartitionWriter writer = await OpenAsync();
        EntryDraft own = Drafts.Decision("m1", "a", EntryDraft.OwnKey);
        ValueTask<AppendResult> first = writer.AppendAsync(own);
        ValueTask<AppendResult> second = writer.AppendAsync(own);
        Assert.All([await first, await second], result => Assert.Equal(AppendResultKind.Appended, result.Kind));

        await writer.AppendAsync(Drafts.Change("m1", "b", "key"));
        await writer.AppendAsync(Drafts.Change("m1", "b", "key")); // takes a number and gives it back
        Assert.Equal(AppendResultKind.Appended, (await writer.AppendAsync(own)).Kind);

        LogPage page = await _log.ReadAsync(0, LogPosition.Start, 10, Cancel);
        Assert.Equal(
            [$"own/{writer.Epoch}/1", $"own/{writer.Epoch}/2", "key", $"own/{writer.Epoch}/4"],
            page.Entries.Select(entry => entry.Key));
    }

    [Fact]
    public async Task Drafts_beyond_the_limits_or_of_another_partition_are_refused()
    {
        await using PartitionWriter writer = await OpenAsync();
        EntryDraft draft = Drafts.Change("m1", "a");
        await RefusedAsync(draft with { MatchId = "" });
        await RefusedAsync(draft with { MatchId = new string('m', EntryLimits.MatchIdLengthMax + 1) });
        await RefusedAsync(draft with { Key = "" });
        await RefusedAsync(draft with { Key = new string('k', EntryLimits.KeyBytesMax + 1) });
        await RefusedAsync(draft with { Key = "opening/7/m1" });
        await RefusedAsync(draft with { Key = EntryDraft.OwnKey + "7/1" });
        await RefusedAsync(draft with { Public = new byte[EntryLimits.PartBytesMax + 1] });
        await RefusedAsync(draft with { Kind = EntryKind.None });

        async Task RefusedAsync(EntryDraft refused) =>
            await Assert.ThrowsAsync<ArgumentException>(async () => await writer.AppendAsync(refused));
    }

    [Fact]
    public async Task A_match_of_another_partition_is_refused()
    {
        await using var log = new InMemoryEventLog(2, _time);
        string elsewhere = Partitioning.Of("m1", 2) == 0 ? "m2" : "m1";
        Assert.Equal(1, Partitioning.Of(elsewhere, 2));
        WriterOpening opening = await PartitionWriter.OpenAsync(log, 0, _owner, Options(), _time, Cancel);
        await using PartitionWriter writer = opening.Writer!;
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await writer.AppendAsync(Drafts.Change(elsewhere, "a")));
    }

    [Fact]
    public async Task Disposing_frees_the_partition_and_takes_nothing_more()
    {
        PartitionWriter writer = await OpenAsync();
        await _owner.Change(writer, "m1", "a");
        await writer.DisposeAsync();

        Assert.Equal(TenureEnd.Closed, await writer.Ended);
        Assert.Null(await _log.ReadLeaseAsync(0, Cancel));
        Assert.Equal(AppendResultKind.Unconfirmed, (await writer.AppendAsync(Drafts.Change("m1", "b"))).Kind);
    }

    private static MatchSnapshot SnapshotOf(PartitionWriter writer, string matchId) =>
        new(matchId, writer.PositionOf(matchId), default, default);

    private static PartitionWriterOptions Options() =>
        new() { Holder = PartitionWriterOptions.DrawHolder(), Address = "node" };

    private async Task<PartitionWriter> OpenAsync(TestOwner? owner = null)
    {
        WriterOpening opening = await PartitionWriter.OpenAsync(_log, 0, owner ?? _owner, Options(), _time, Cancel);
        return opening.Writer ?? throw new InvalidOperationException($"not opened: {opening.End}");
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
