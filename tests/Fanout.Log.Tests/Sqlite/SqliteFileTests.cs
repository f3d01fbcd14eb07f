using Fanout.Log.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Log.Tests;

/// <summary>What an operator reads when the embedded log's file or folder cannot be used.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestMeters _meters = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _meters.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_second_owner_is_refused_while_the_first_lives()
    {
        await using (Open())
            AssertRefused("in use by another process", () => Open());
        await using SqliteEventLog second = Open();
        Assert.Equal(4, second.PartitionCount);
    }

    [Fact]
    public async Task Another_partition_count_than_the_log_was_created_with_is_refused()
    {
        await Open().DisposeAsync();
        AssertRefused("created with 4 partitions and the setting says 8", () => Open(partitionCount: 8));
    }

    [Fact]
    public async Task A_damaged_file_is_refused()
    {
        await Open().DisposeAsync();
        await File.WriteAllBytesAsync(_folder.DatabasePath, [.. Enumerable.Repeat((byte)'x', 8192)], Cancel);
        AssertRefused("no SQLite database", () => Open());
    }

    [Fact]
    public async Task Damage_inside_the_file_is_named_when_it_is_read()
    {
        await WriteAndCloseAsync(entryCount: 200);
        await DamageAsync();

        LogStorageException failure = await Assert.ThrowsAsync<LogStorageException>(async () =>
        {
            await using SqliteEventLog log = Open();
            for (int partition = 0; partition < log.PartitionCount; partition++)
                await log.ReadAsync(partition, LogPosition.Start, 1000, Cancel);
        });

        Assert.Contains(_folder.DatabasePath, failure.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_left_as_it_was()
    {
        await ExecuteAsync("CREATE TABLE theirs (id INTEGER)");
        byte[] before = await File.ReadAllBytesAsync(_folder.DatabasePath, Cancel);
        AssertRefused("database of another program", () => Open());
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.DatabasePath, Cancel));
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused()
    {
        await Open().DisposeAsync();
        await ExecuteAsync("PRAGMA user_version = 99");
        AssertRefused("schema version 99", () => Open());
    }

    [Fact]
    public async Task A_file_of_the_version_before_is_brought_up_to_date_and_keeps_what_it_holds()
    {
        using var oldFolder = new TemporaryFolder();
        await WriteAndCloseAsync(entryCount: 3, withSnapshot: true);
        await CreateVersionBeforeAsync(oldFolder.DatabasePath);

        for (int life = 0; life < 2; life++) // at the second start there is nothing left to do
        {
            await using SqliteEventLog log = Open(oldFolder.Path);
            PartitionSnapshot? snapshot = await log.ReadSnapshotAsync(0, cancellationToken: Cancel);
            MatchSnapshot match = Assert.Single(snapshot!.Matches);
            Assert.Equal((3ul, 3u, false), (snapshot.Position.Sequence, match.Position.Sequence, match.IsRetired));
            Assert.Equal(3, (await log.ReadAsync(0, LogPosition.Start, 10, Cancel)).Entries.Count);
        }
    }

    [Fact]
    public void A_folder_that_cannot_be_created_is_refused()
    {
        string file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");
        AssertRefused(file, () => Open(Path.Combine(file, "data")));
    }

    [Fact]
    public void A_folder_that_cannot_be_locked_is_refused()
    {
        string folder = Path.Combine(_folder.Path, "data");
        Directory.CreateDirectory(Path.Combine(folder, "fanout.lock"));
        AssertRefused($"data folder {folder} cannot be written to", () => Open(folder));
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_named_and_the_folder_is_free_again()
    {
        Directory.CreateDirectory(_folder.DatabasePath);
        AssertRefused($"cannot open {_folder.DatabasePath}", () => Open());
        Directory.Delete(_folder.DatabasePath);
        await Open().DisposeAsync();
    }

    private static string MatchIn(SqliteEventLog log, int partition) =>
        Enumerable.Range(0, 1000).Select(id => $"match-{id}").First(
            id => Partitioning.Of(id, log.PartitionCount) == partition);

    private SqliteEventLog Open(string? folder = null, int partitionCount = 4) => SqliteEventLog.Open(
        new EventLogOptions { DataFolder = folder ?? _folder.Path, PartitionCount = partitionCount },
        TimeProvider.System,
        new EventLogMetrics(_meters, TimeProvider.System),
        NullLogger.Instance);

    private static void AssertRefused(string reason, Func<IEventLog> open) =>
        Assert.Contains(reason, Assert.Throws<LogStorageException>(open).Message, StringComparison.Ordinal);

    private async Task WriteAndCloseAsync(int entryCount, bool withSnapshot = false)
    {
        await using SqliteEventLog log = Open();
        Hand hand = await Hand.OpenAsync(log);
        string match = MatchIn(log, 0);
        for (int number = 0; number < entryCount; number++)
            await hand.AppendAsync(Drafts.Change(match, new string('x', 500)));
        if (!withSnapshot)
            return;
        var snapshot = new PartitionSnapshot
        {
            Partition = 0,
            Position = new LogPosition(hand.Epoch, hand.Sequence),
            Chain = hand.Chain,
            PublishedMs = 1,
            Matches = [new MatchSnapshot(match, new MatchPosition(hand.Epoch, (uint)hand.Sequence), default, default)],
        };
        Assert.Equal(SnapshotOutcome.Saved, await log.SaveSnapshotAsync(snapshot, Cancel));
    }

    /// <summary>A file as the program before this one left it, with what the file of today holds.</summary>
    private async Task CreateVersionBeforeAsync(string path)
    {
        string[] steps = [.. SqliteSchema.Steps.SkipLast(1)];
        await ExecuteAsync(path, string.Join('\n', steps));
        await ExecuteAsync(path, $"PRAGMA application_id = {SqliteSchema.ApplicationId}; PRAGMA user_version = {steps.Length}");
        await using SqliteConnection connection = await ConnectAsync(path);
        await RunAsync(connection, $"ATTACH '{_folder.DatabasePath}' AS today");
        foreach (string table in await ColumnAsync(connection, "SELECT name FROM main.sqlite_schema WHERE type = 'table'"))
        {
            string columns = string.Join(
                ", ", await ColumnAsync(connection, $"SELECT name FROM pragma_table_info('{table}', 'main')"));
            await RunAsync(connection, $"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM today.{table}");
        }
    }

    /// <summary>Overwrites the second half of the file, where the entries are.</summary>
    private async Task DamageAsync()
    {
        await using FileStream file = File.OpenWrite(_folder.DatabasePath);
        file.Position = file.Length / 2;
        await file.WriteAsync(new byte[file.Length - file.Position], Cancel);
    }

    private Task ExecuteAsync(string sql) => ExecuteAsync(_folder.DatabasePath, sql);

    private static async Task ExecuteAsync(string path, string sql)
    {
        await using SqliteConnection connection = await ConnectAsync(path);
        await RunAsync(connection, sql);
    }

    private static async Task<SqliteConnection> ConnectAsync(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync(Cancel);
        return connection;
    }

    private static async Task RunAsync(SqliteConnection connection, string sql)
    {
        await using SqliteCommand command = Command(connection, sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task<List<string>> ColumnAsync(SqliteConnection connection, string sql)
    {
        await using SqliteCommand command = Command(connection, sql);
        await using SqliteDataReader row = await command.ExecuteReaderAsync(Cancel);
        var values = new List<string>();
        while (await row.ReadAsync(Cancel))
            values.Add(row.GetString(0));
        return values;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file, and names from the schema.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
