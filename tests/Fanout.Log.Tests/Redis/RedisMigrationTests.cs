using Fanout.Log.Redis;
using Fanout.Log.Sqlite;
using Fanout.Server.Tests.Following;
using Fanout.Services.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Log.Tests;

/// <summary>An embedded log that was copied to Redis, and back, is the log.</summary>
public sealed class RedisMigrationTests : IAsyncLifetime
{
    private readonly TestMeters _meters = new();
    private readonly TemporaryFolder _back = new();
    private WrittenLog _written = null!;
    private RedisServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _written = await WrittenLog.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _written?.Dispose();
        await _server.DisposeAsync();
        _back.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task A_copy_is_the_same_by_every_page_and_sound()
    {
        await CopyAsync();
        await using SqliteLogReader source = OpenSource();
        await using RedisLogReader copy = await OpenCopyAsync();

        Assert.Null(await LogComparison.FindDifferenceAsync(source, copy, Cancel));
        Assert.Empty((await ReportedFindings.OfAsync(copy)).Findings);
    }

    [Fact]
    public async Task A_copy_that_was_copied_back_is_the_same()
    {
        await CopyAsync();
        await using (RedisLogReader copy = await OpenCopyAsync())
        await using (var back = SqliteLogImport.Create(_back.Path, copy.PartitionCount))
            await new LogMigration(copy, back, static (_, _, _) => { }).RunAsync(Cancel);

        await using SqliteLogReader source = OpenSource();
        await using var again = SqliteLogReader.Open(_back.Path, TimeProvider.System);
        Assert.Null(await LogComparison.FindDifferenceAsync(source, again, Cancel));
    }

    [Fact]
    public async Task Every_position_and_key_is_answered_as_before()
    {
        await CopyAsync();
        await using SqliteLogReader source = OpenSource();
        await using RedisLogReader copy = await OpenCopyAsync();
        foreach (Entry entry in await _written.EntriesAsync())
        {
            LogPage ours = await source.ReadAsync(0, entry.Position, 1, Cancel);
            LogPage theirs = await copy.ReadAsync(0, entry.Position, 1, Cancel);
            Assert.Equal((ours.Status, ours.After, ours.AfterChain), (theirs.Status, theirs.After, theirs.AfterChain));
            MatchPage match = await copy.ReadMatchAsync(entry.MatchId, entry.MatchPosition, 1, Cancel);
            Assert.Equal(MatchPageStatus.Ok, match.Status);
        }
    }

    [Fact]
    public async Task A_writer_goes_on_in_the_same_epoch()
    {
        await CopyAsync();
        LogPosition head = (await _written.EntriesAsync())[^1].Position;
        await using (RedisEventLog log = await OpenServerAsync())
        await using (SourceWriter writer = await WrittenLog.OpenWriterAsync(log, TimeProvider.System))
        {
            await _written.PublishAsync(writer, 2);
            LogPage page = await log.ReadAsync(0, head, 10, Cancel);
            Assert.Equal(
                [new LogPosition(head.Epoch, 15), new LogPosition(head.Epoch, 16)],
                page.Entries.Select(static entry => entry.Position));
        }
    }

    [Fact]
    public async Task A_source_that_was_left_begins_a_new_epoch_when_somebody_writes_to_it_again()
    {
        await CopyAsync();
        LogPosition head = (await _written.EntriesAsync())[^1].Position;
        await using (RedisLogReader source = await OpenCopyAsync())
            await source.LeaveAsync(Cancel);

        await using RedisEventLog log = await OpenServerAsync();
        await using SourceWriter writer = await WrittenLog.OpenWriterAsync(log, TimeProvider.System);
        LogPage page = await log.ReadAsync(0, head, 10, Cancel);
        Assert.NotEqual(head.Epoch, page.Head.Position.Epoch);
    }

    [Fact]
    public async Task A_log_that_a_server_holds_cannot_be_left()
    {
        await CopyAsync();
        await using RedisLogReader source = await OpenCopyAsync();
        await using RedisEventLog log = await OpenServerAsync();
        Assert.True((await log.AcquireLeaseAsync(1, new HolderId(7), "http://127.0.0.1:1", Cancel)).Taken);

        var refused = await Assert.ThrowsAsync<LogStorageException>(() => source.LeaveAsync(Cancel));
        Assert.Contains("partition 1 is held", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Redis_that_has_a_log_is_no_target()
    {
        await CopyAsync();
        var refused = await Assert.ThrowsAsync<LogMigrationException>(() => CreateAsync());
        Assert.Contains("already", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unfinished_copy_is_a_log_for_nobody_and_the_next_one_begins_anew()
    {
        RedisLogImport broken = await CreateAsync();
        await broken.WriteAsync(0, await _written.EntriesAsync(), Cancel);

        var unread = await Assert.ThrowsAsync<LogStorageException>(OpenCopyAsync);
        Assert.Contains("being copied", unread.Message, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<LogStorageException>(OpenServerAsync);
        Assert.True(refused.IsDamage);

        await CopyAsync();
        await using RedisLogReader copy = await OpenCopyAsync();
        await using SqliteLogReader source = OpenSource();
        Assert.Null(await LogComparison.FindDifferenceAsync(source, copy, Cancel));
        var overtaken = await Assert.ThrowsAsync<LogStorageException>(
            async () => await broken.WriteAsync(0, await _written.EntriesAsync(), Cancel));
        Assert.Contains("somebody else", overtaken.Message, StringComparison.Ordinal);
        await broken.DisposeAsync();
        Assert.Null(await LogComparison.FindDifferenceAsync(source, copy, Cancel));
    }

    [Fact]
    public async Task A_copy_that_was_cut_while_it_became_a_log_is_none_and_the_next_one_begins_anew()
    {
        RedisLogImport cut = await CreateAsync();
        await cut.WriteAsync(0, await _written.EntriesAsync(), Cancel);
        await _server.SendAsync("HSET", "fanout:{p0}:record", "importer", "somebody"); // the last one is not completed
        await Assert.ThrowsAsync<LogStorageException>(async () => await cut.CompleteAsync(Cancel));
        await cut.DisposeAsync();
        Assert.Equal($"{WrittenLog.PartitionCount}", await _server.SendAsync("HGET", "fanout:{p1}:record", "partitions"));

        var unread = await Assert.ThrowsAsync<LogStorageException>(OpenCopyAsync);
        Assert.Contains("being copied", unread.Message, StringComparison.Ordinal);
        await CopyAsync();

        await using RedisLogReader copy = await OpenCopyAsync();
        await using SqliteLogReader source = OpenSource();
        Assert.Null(await LogComparison.FindDifferenceAsync(source, copy, Cancel));
    }

    [Fact]
    public async Task A_log_that_lost_its_first_partition_is_no_target()
    {
        await CopyAsync();
        await _server.SendAsync("DEL", "fanout:{p0}:record", "fanout:{p0}:entries");

        await Assert.ThrowsAsync<LogMigrationException>(() => CreateAsync());

        Assert.Equal($"{WrittenLog.PartitionCount}", await _server.SendAsync("HGET", "fanout:{p1}:record", "partitions"));
    }

    [Fact]
    public async Task A_copy_that_was_given_up_leaves_nothing()
    {
        await using (RedisLogImport broken = await CreateAsync())
            await broken.WriteAsync(0, await _written.EntriesAsync(), Cancel);

        await Assert.ThrowsAsync<FileNotFoundException>(OpenCopyAsync);
        Assert.Equal(0L, await _server.SendAsync("DBSIZE"));
    }

    [Theory]
    [InlineData("127.0.0.1:1", "cannot connect to Redis at 127.0.0.1:1")]
    public async Task A_server_that_is_away_is_named(string connection, string message)
    {
        var away = await Assert.ThrowsAsync<LogStorageException>(
            () => RedisLogReader.OpenAsync(connection, null, TimeProvider.System, Cancel));
        Assert.StartsWith(message, away.Message, StringComparison.Ordinal);
    }

    private SqliteLogReader OpenSource() => SqliteLogReader.Open(_written.Folder, TimeProvider.System);

    private Task<RedisLogReader> OpenCopyAsync() =>
        RedisLogReader.OpenAsync(_server.EndPoint, null, TimeProvider.System, Cancel);

    private Task<RedisLogImport> CreateAsync() => RedisLogImport.CreateAsync(
        _server.EndPoint, null, WrittenLog.PartitionCount, TimeProvider.System, Cancel);

    private async Task<RedisEventLog> OpenServerAsync()
    {
        var settings = new RedisLogSettings(
            _server.EndPoint, WrittenLog.PartitionCount, WaitReplicas: 0, TimeSpan.FromSeconds(1));
        RedisEventLog log = RedisEventLog.Open(
            settings, TimeProvider.System, new EventLogMetrics(_meters, TimeProvider.System), NullLogger.Instance);
        await log.Connected;
        return log;
    }

    private async Task CopyAsync()
    {
        await using SqliteLogReader source = OpenSource();
        await using RedisLogImport target = await CreateAsync();
        Assert.Equal(14, await new LogMigration(source, target, static (_, _, _) => { }).RunAsync(Cancel));
    }
}
