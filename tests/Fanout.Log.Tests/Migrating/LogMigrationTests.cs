using Fanout.Log.InMemory;
using Fanout.Log.Sqlite;
using Fanout.Server.Tests.Following;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Log.Tests;

/// <summary>A copy of a log is the log: whoever holds a position of one goes on in the other.</summary>
public sealed class LogMigrationTests : IAsyncLifetime
{
    private readonly TemporaryFolder _target = new();
    private readonly TestMeters _meters = new();
    private WrittenLog _written = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _written = await WrittenLog.CreateAsync();

    public ValueTask DisposeAsync()
    {
        _written.Dispose();
        _meters.Dispose();
        _target.Dispose();
        return default;
    }

    [Fact]
    public async Task A_copy_in_another_folder_is_the_same_by_every_page_and_sound()
    {
        await CopyAsync();
        await using SqliteLogReader source = OpenSource();
        await using var copy = SqliteLogReader.OpenAlone(_target.Path, TimeProvider.System);

        Assert.Null(await LogComparison.FindDifferenceAsync(source, copy, Cancel));
        Assert.Empty((await ReportedFindings.OfAsync(copy)).Findings);
    }

    [Fact]
    public async Task A_copy_in_memory_is_the_same_too()
    {
        await using SqliteLogReader source = OpenSource();
        await using var import = new InMemoryLogImport(source.PartitionCount, TimeProvider.System);
        Assert.Equal(14, await new LogMigration(source, import, (_, _, _) => { }).RunAsync(Cancel));
        Assert.Null(await LogComparison.FindDifferenceAsync(source, import.Log, Cancel));
        Assert.Empty((await ReportedFindings.OfAsync(import.Log)).Findings);
    }

    [Fact]
    public async Task Every_position_is_answered_as_before()
    {
        await CopyAsync();
        await using SqliteLogReader source = OpenSource();
        await using var copy = SqliteLogReader.OpenAlone(_target.Path, TimeProvider.System);
        foreach (Entry entry in await _written.EntriesAsync())
        {
            for (ulong above = 0; above < 3; above++) // and what a run of the log lost
            {
                LogPosition position = entry.Position with { Sequence = entry.Sequence + above };
                LogPage ours = await source.ReadAsync(0, position, 1, Cancel);
                LogPage theirs = await copy.ReadAsync(0, position, 1, Cancel);
                Assert.Equal((ours.Status, ours.After, ours.AfterChain), (theirs.Status, theirs.After, theirs.AfterChain));
            }
            MatchPage match = await copy.ReadMatchAsync(entry.MatchId, entry.MatchPosition, 1, Cancel);
            Assert.Equal(MatchPageStatus.Ok, match.Status);
            KeyPlace? key = await copy.FindKeyAsync(0, entry.Key, Cancel);
            Assert.Equal((entry.Position, entry.ContentDigest), (key!.Value.Place.Position, key.Value.ContentDigest));
        }
    }

    [Fact]
    public async Task A_writer_goes_on_in_the_same_epoch()
    {
        await CopyAsync();
        LogPosition head = (await _written.EntriesAsync())[^1].Position;
        var time = new FastTime();
        await using (SqliteEventLog log = OpenTarget(time))
        await using (SourceWriter writer = await WrittenLog.OpenWriterAsync(log, time))
        {
            await _written.PublishAsync(writer, 2);
            LogPage page = await log.ReadAsync(0, head, 10, Cancel);
            Assert.Equal(
                [new LogPosition(head.Epoch, 15), new LogPosition(head.Epoch, 16)],
                page.Entries.Select(entry => entry.Position));
            Assert.Equal(SnapshotOutcome.Saved, await writer.SaveSnapshotAsync());
        }
        await using var copy = SqliteLogReader.Open(_target.Path, TimeProvider.System);
        Assert.Empty((await ReportedFindings.OfAsync(copy)).Findings);
    }

    [Fact]
    public async Task A_source_that_was_left_begins_a_new_epoch_when_somebody_writes_to_it_again()
    {
        SqliteLogRun.Begin(_written.Folder);
        LogPosition head = (await _written.EntriesAsync())[^1].Position;
        var time = new FastTime();
        await using (SqliteEventLog log = _written.Open(time))
        await using (SourceWriter writer = await WrittenLog.OpenWriterAsync(log, time))
        {
            LogPage page = await log.ReadAsync(0, head, 10, Cancel);
            Assert.NotEqual(head.Epoch, page.Head.Position.Epoch);
            Assert.Equal(head, page.Entries[0].Continues);
        }
        Assert.Empty((await _written.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task A_copy_of_a_copy_that_retired_matches_is_the_same()
    {
        var source = new InMemoryLogImport(1, TimeProvider.System);
        Entry entry = (await _written.EntriesAsync())[0];
        await source.WriteAsync(0, [entry], Cancel);
        var head = new PartitionHead(entry.Position, entry.Chain, entry.PublishedMs, "", true, 0);
        await source.EndAsync(0, head, [new EpochStart(entry.Epoch, default)], Cancel);
        await source.SaveSnapshotAsync(Snapshot(entry, 1, "a", "b", "c"), Cancel);
        PartitionSnapshot second = Snapshot(entry, 2, "a", "c") with
        {
            Matches = [.. Snapshot(entry, 2, "a", "c").Matches, new MatchSnapshot("b", default, default, default) { IsRetired = true }],
        };
        await source.SaveSnapshotAsync(second, Cancel);
        await source.CompleteAsync(Cancel);

        await using (var target = SqliteLogImport.Create(_target.Path, 1))
            await new LogMigration(source.Log, target, (_, _, _) => { }).RunAsync(Cancel);

        await using var copy = SqliteLogReader.Open(_target.Path, TimeProvider.System);
        Assert.Null(await LogComparison.FindDifferenceAsync(source.Log, copy, Cancel));
        Assert.Equal(["a", "c"], (await copy.ReadSnapshotAsync(0, cancellationToken: Cancel))!.Matches.Select(match => match.MatchId));
    }

    [Fact]
    public async Task Epochs_in_which_nothing_was_written_are_kept_where_something_names_them()
    {
        await using var source = new InMemoryEventLog(1, TimeProvider.System);
        Hand hand = await Hand.OpenAsync(source, epoch: 7);
        EntryPlace place = await hand.AppendAsync(Drafts.Change("m1", "one"));
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(8));
        PartitionSnapshot snapshot = new()
        {
            Partition = 0,
            Position = new LogPosition(8, 1),
            Chain = hand.Chain,
            PublishedMs = place.PublishedMs,
            Matches = [],
        };
        Assert.Equal(SnapshotOutcome.Saved, await source.SaveSnapshotAsync(snapshot, Cancel));
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(9));
        await source.ReleaseLeaseAsync(0, hand.Fence, Cancel);

        var target = new InMemoryLogImport(1, TimeProvider.System);
        await new LogMigration(source, target, (_, _, _) => { }).RunAsync(Cancel);

        foreach (uint epoch in new uint[] { 7, 8, 9 })
        {
            LogPage page = await target.Log.ReadAsync(0, new LogPosition(epoch, 1), 1, Cancel);
            Assert.Equal((PageStatus.Ok, new LogPosition(9, 1)), (page.Status, page.Head.Position));
        }
        Assert.Null(await LogComparison.FindDifferenceAsync(source, target.Log, Cancel));
    }

    [Theory]
    [InlineData("UPDATE entries SET published_ms = published_ms + 1 WHERE id = 5", "entry")]
    [InlineData("UPDATE entries SET writer = x'00' WHERE id = 5", "entry")]
    [InlineData("DELETE FROM entries WHERE id = 14", "entries")]
    [InlineData("UPDATE partitions SET published_ms = published_ms + 1 WHERE partition = 1", "partition 1: head")]
    [InlineData("UPDATE snapshot_matches SET writer = x'00' WHERE sequence = 6", "snapshot")]
    [InlineData("DELETE FROM snapshots WHERE sequence = 12", "snapshot")]
    public async Task Whatever_differs_in_a_copy_is_named(string change, string difference)
    {
        await CopyAsync();
        await _written.DamageAsync(change);
        await using SqliteLogReader source = OpenSource();
        await using var copy = SqliteLogReader.OpenAlone(_target.Path, TimeProvider.System);
        Assert.Contains(
            difference, await LogComparison.FindDifferenceAsync(source, copy, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_somebody_writes_to_meanwhile_is_refused()
    {
        await using var source = new InMemoryEventLog(1, TimeProvider.System);
        await WriteAsync(source, "m1");
        Task? writing = null;
        var target = new InMemoryLogImport(1, TimeProvider.System);
        var migration = new LogMigration(source, target, (_, _, _) => writing ??= WriteAsync(source, "m2"));
        var refused = await Assert.ThrowsAsync<LogMigrationException>(async () => await migration.RunAsync(Cancel));
        Assert.Contains("wrote to the source", refused.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => target.Log);
    }

    [Fact]
    public async Task A_folder_that_has_a_log_is_no_target()
    {
        await CopyAsync();
        Assert.Throws<LogMigrationException>(() => SqliteLogImport.Create(_target.Path, 2));
    }

    [Fact]
    public async Task A_source_that_a_server_runs_on_is_refused()
    {
        await using SqliteEventLog server = _written.Open(TimeProvider.System);
        Assert.Throws<LogStorageException>(OpenSource);
    }

    [Fact]
    public async Task A_source_that_a_writer_holds_is_refused()
    {
        await using var source = new InMemoryEventLog(1, TimeProvider.System);
        await Hand.OpenAsync(source);
        await AssertRefusedAsync(source, "is held by");
    }

    [Fact]
    public async Task A_trimmed_source_is_refused()
    {
        var time = new FastTime();
        await using var source = new InMemoryEventLog(1, time);
        await using (SourceWriter writer = await WrittenLog.OpenWriterAsync(source, time))
        {
            await writer.PublishAsync("m1", new Protocol.Messages.MatchDelta { Id = "m1" });
            Assert.Equal(SnapshotOutcome.Saved, await writer.SaveSnapshotAsync());
        }
        await source.TrimAsync(0, 1, Cancel);
        await AssertRefusedAsync(source, "trimmed through 1");
    }

    [Fact]
    public async Task Another_partition_count_is_refused()
    {
        await using var source = new InMemoryEventLog(2, TimeProvider.System);
        await AssertRefusedAsync(source, "2 partitions");
    }

    [Fact]
    public async Task A_copy_that_was_broken_off_is_no_log_and_can_be_begun_again()
    {
        await using (var broken = SqliteLogImport.Create(_target.Path, 2))
            await broken.WriteAsync(0, await _written.EntriesAsync(), Cancel);
        Assert.Throws<FileNotFoundException>(() => SqliteLogReader.Open(_target.Path, TimeProvider.System));
        await CopyAsync();
    }

    private static PartitionSnapshot Snapshot(Entry entry, ulong sequence, params string[] matches) => new()
    {
        Partition = 0,
        Position = entry.Position with { Sequence = sequence },
        Chain = entry.Chain,
        PublishedMs = entry.PublishedMs,
        Matches = [.. matches.Select(id => new MatchSnapshot(id, entry.MatchPosition, new byte[] { 1 }, default))],
    };

    private static async Task WriteAsync(InMemoryEventLog log, string matchId)
    {
        Hand hand = await Hand.OpenAsync(log);
        await hand.AppendAsync(Drafts.Change(matchId, "one"));
        await log.ReleaseLeaseAsync(0, hand.Fence, Cancel);
    }

    private static async Task AssertRefusedAsync(ILogReader source, string reason)
    {
        var target = new InMemoryLogImport(1, TimeProvider.System);
        var refused = await Assert.ThrowsAsync<LogMigrationException>(
            async () => await new LogMigration(source, target, (_, _, _) => { }).RunAsync(Cancel));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => target.Log);
    }

    private SqliteLogReader OpenSource() => SqliteLogReader.OpenAlone(_written.Folder, TimeProvider.System);

    private SqliteEventLog OpenTarget(TimeProvider time) => SqliteEventLog.Open(
        new EventLogOptions { DataFolder = _target.Path, PartitionCount = WrittenLog.PartitionCount },
        time,
        new EventLogMetrics(_meters, time),
        NullLogger.Instance);

    private async Task CopyAsync()
    {
        await using SqliteLogReader source = OpenSource();
        await using var target = SqliteLogImport.Create(_target.Path, source.PartitionCount);
        Assert.Equal(14, await new LogMigration(source, target, (_, _, _) => { }).RunAsync(Cancel));
    }
}
