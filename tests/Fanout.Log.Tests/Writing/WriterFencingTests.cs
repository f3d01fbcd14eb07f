using Fanout.Log.InMemory;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Log.Tests;

/// <summary>What a writer does that is none any more: somebody else has its partition.</summary>
public sealed class WriterFencingTests : IAsyncDisposable
{
    private readonly FastTime _time = new();

    // Stands still: leases last until a test ends them; and a writer that goes by it renews none.
    private readonly FakeTimeProvider _storeTime = new();
    private readonly InMemoryEventLog _store;
    private readonly ScriptedLog _log;
    private readonly TestOwner _owner = new();

    public WriterFencingTests()
    {
        _store = new InMemoryEventLog(1, _storeTime);
        _log = new ScriptedLog(_store);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_writer_whose_lease_was_taken_over_is_fenced_and_what_waits_is_unconfirmed()
    {
        await using PartitionWriter writer = await OpenAsync(_storeTime);
        await _owner.Change(writer, "m1", "a");
        Lease lease = (await _store.ReadLeaseAsync(0, Cancel))!;
        await _store.ReleaseLeaseAsync(0, lease.Fence, Cancel);
        await _store.AcquireLeaseAsync(0, new HolderId(99), "elsewhere", Cancel);

        AppendResult result = await _owner.Change(writer, "m1", "b");

        Assert.Equal(AppendResultKind.Unconfirmed, result.Kind);
        Assert.Equal(TenureEnd.Fenced, await writer.Ended);
    }

    [Fact]
    public async Task An_idle_writer_notices_by_itself_that_its_lease_was_taken_over()
    {
        await using PartitionWriter writer = await OpenAsync(_time);
        Lease lease = (await _store.ReadLeaseAsync(0, Cancel))!;
        await _store.ReleaseLeaseAsync(0, lease.Fence, Cancel);
        await _store.AcquireLeaseAsync(0, new HolderId(99), "elsewhere", Cancel);
        Assert.Equal(TenureEnd.Fenced, await writer.Ended.WaitAsync(Cancel));
    }

    [Fact]
    public async Task A_partition_that_somebody_holds_is_not_opened_and_its_holder_is_named()
    {
        await _store.AcquireLeaseAsync(0, new HolderId(99), "elsewhere", Cancel);
        WriterOpening opening = await PartitionWriter.OpenAsync(
            _log, 0, _owner, Options(), TimeProvider.System, Cancel);
        Assert.Null(opening.Writer);
        Assert.Equal((TenureEnd.Fenced, "elsewhere"), (opening.End, opening.Lease.Address));
    }

    [Fact]
    public async Task A_writer_whose_partition_has_somebody_elses_entries_is_fenced_and_adds_nothing_to_them()
    {
        await using PartitionWriter writer = await OpenAsync(_storeTime);
        await _owner.Change(writer, "m1", "a");
        Lease lease = (await _store.ReadLeaseAsync(0, Cancel))!;
        await _store.ReleaseLeaseAsync(0, lease.Fence, Cancel);
        Hand thief = await Hand.TakeAsync(_store, holder: 99);
        Entry theirs = thief.Number(Drafts.Change("m9", "theirs"));
        await thief.TryAsync(theirs);
        await _store.ReleaseLeaseAsync(0, thief.Fence, Cancel);

        AppendResult result = await _owner.Change(writer, "m1", "b");

        Assert.Equal(AppendResultKind.Unconfirmed, result.Kind);
        Assert.Equal(TenureEnd.Fenced, await writer.Ended);
        Assert.Equal(theirs.Chain, (await Hand.HeadAsync(_store)).Chain);
    }

    [Fact]
    public async Task A_holder_that_was_cut_off_does_not_restate_over_what_another_one_acknowledged_meanwhile()
    {
        await using PartitionWriter writer = await OpenAsync(_storeTime);
        await _owner.Change(writer, "m1", "a");
        Lease lease = (await _store.ReadLeaseAsync(0, Cancel))!;
        await _store.ReleaseLeaseAsync(0, lease.Fence, Cancel);
        Hand other = await Hand.TakeAsync(_store, holder: 99);
        EntryPlace theirs = await other.AppendAsync(Drafts.Change("m9", "theirs"));
        await _store.ReleaseLeaseAsync(0, other.Fence, Cancel);
        InMemoryEventLog promoted = _store.Fork("run-2");
        _log.SwitchTo(promoted);

        AppendResult result = await _owner.Change(writer, "m1", "b");

        Assert.Equal(AppendResultKind.Unconfirmed, result.Kind);
        Assert.Equal(TenureEnd.Fenced, await writer.Ended);
        Assert.Equal(theirs.Position, (await Hand.HeadAsync(promoted)).Position);
    }

    private static PartitionWriterOptions Options() => new() { Holder = PartitionWriterOptions.DrawHolder() };

    private async Task<PartitionWriter> OpenAsync(TimeProvider time)
    {
        WriterOpening opening = await PartitionWriter.OpenAsync(_log, 0, _owner, Options(), time, Cancel);
        return opening.Writer ?? throw new InvalidOperationException($"not opened: {opening.End}");
    }
}
