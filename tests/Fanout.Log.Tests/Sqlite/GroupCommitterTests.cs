using Fanout.Log.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Log.Tests;

/// <summary>
/// What shares a commit shares its fate. The disk is full when the file has reached the pages that a test allows it.
/// </summary>
public sealed class GroupCommitterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestMeters _meters = new();
    private readonly SqliteConnection _connection;
    private readonly GroupCommitter _committer;
    private readonly ReaderPool _readers;

    public GroupCommitterTests()
    {
        _connection = SqliteFile.Connect(_folder.DatabasePath, SqliteOpenMode.ReadWriteCreate);
        string runId = SqliteFile.Prepare(
            _connection, _folder.DatabasePath, new EventLogOptions { DataFolder = _folder.Path, PartitionCount = 1 });
        _readers = new ReaderPool(_folder.DatabasePath, runId);
        _committer = new GroupCommitter(
            new WriteSession(_connection, 1),
            _folder.DatabasePath,
            new NewsBoard(1, TimeProvider.System),
            new EventLogMetrics(_meters, TimeProvider.System),
            NullLogger.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _committer.Dispose();
        _readers.Dispose();
        _meters.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_full_disk_fails_all_that_shares_the_commit_and_nothing_of_it_stays()
    {
        LimitPages("1");

        (Task small, Task large) = await InOneGroupAsync(InsertAsync(1, bytes: 10), InsertAsync(2, bytes: 1_000_000));

        LogStorageException failure = await Assert.ThrowsAsync<LogStorageException>(() => large);
        Assert.Same(failure, await Assert.ThrowsAsync<LogStorageException>(() => small));
        Assert.Contains("the disk is full", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.DatabasePath, failure.Message, StringComparison.Ordinal);
        Assert.Equal(LogPosition.Start, (await ReadAsync()).Head.Position);
    }

    [Fact]
    public async Task When_there_is_room_again_the_log_goes_on()
    {
        LimitPages("1");
        await Assert.ThrowsAsync<LogStorageException>(() => InsertAsync(1, bytes: 1_000_000)());
        LimitPages("1000000");

        await InsertAsync(1, bytes: 1_000_000)();

        Assert.Equal([1ul], (await ReadAsync()).Entries.Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task Nothing_of_a_group_is_visible_before_its_commit()
    {
        var inserted = new TaskCompletionSource();
        using var gate = new ManualResetEventSlim();
        Task writing = _committer.DoAsync(
            session =>
            {
                Insert(session, 1, bytes: 10);
                inserted.SetResult();
                gate.Wait(Cancel);
                return true;
            },
            Cancel).AsTask();
        await inserted.Task;

        LogPage during = await ReadAsync();
        gate.Set();
        await writing;

        Assert.Equal((LogPosition.Start, 0), (during.Head.Position, during.Entries.Count));
        Assert.Single((await ReadAsync()).Entries);
    }

    /// <summary>Holds the writer's thread until both requests are queued.</summary>
    private async Task<(Task First, Task Second)> InOneGroupAsync(Func<Task> first, Func<Task> second)
    {
        var held = new TaskCompletionSource();
        using var gate = new ManualResetEventSlim();
        Task holding = _committer.DoAsync(
            _ =>
            {
                held.SetResult();
                gate.Wait(Cancel);
                return true;
            },
            Cancel).AsTask();
        await held.Task;
        (Task, Task) both = (first(), second());
        gate.Set();
        await holding;
        return both;
    }

    private Func<Task> InsertAsync(ulong sequence, int bytes) => () => _committer.DoAsync(
        session =>
        {
            Insert(session, sequence, bytes);
            return true;
        },
        Cancel).AsTask();

    private static void Insert(WriteSession session, ulong sequence, int bytes)
    {
        var hand = new Hand(null!, 0) { Epoch = 7, Sequence = sequence - 1 };
        Entry entry = hand.Number(Drafts.Change("m1", new string('x', bytes)));
        session.Insert(entry);
        session.Stage(0, session.RecordOf(0) with { Head = entry.Position, Chain = entry.Chain });
    }

    private ValueTask<LogPage> ReadAsync() =>
        _readers.ReadAsync(session => session.ReadPage(0, LogPosition.Start, 10), Cancel);

    private void LimitPages(string count)
    {
        using SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = "PRAGMA max_page_count = " + count;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
