using Fanout.Log.Sqlite;
using Fanout.Protocol.Messages;
using Fanout.Server.Tests.Following;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Log.Tests;

/// <summary>
/// An embedded log with all that one can have, in a file that a test may damage: two matches in turn from entry 1 on,
/// snapshots at entries 6 and 12, a second epoch from entry 9 on, and an empty partition.
/// </summary>
internal sealed class WrittenLog : IDisposable
{
    public const int PartitionCount = 2;

    private readonly TemporaryFolder _folder = new();
    private readonly TestMeters _meters = new();
    private int _goals;

    private WrittenLog()
    {
    }

    public static string First { get; } = MatchIn(0, 0);

    public static string Second { get; } = MatchIn(0, 1);

    public string Folder => _folder.Path;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<WrittenLog> CreateAsync()
    {
        var written = new WrittenLog();
        var time = new FastTime();
        await using (SqliteEventLog log = written.Open(time))
        await using (SourceWriter writer = await OpenWriterAsync(log, time))
        {
            await written.PublishAsync(writer, 6);
            Assert.Equal(SnapshotOutcome.Saved, await writer.SaveSnapshotAsync());
            await written.PublishAsync(writer, 2);
        }
        await using (SqliteEventLog log = written.Open(time, restored: true))
        await using (SourceWriter writer = await OpenWriterAsync(log, time))
        {
            await written.PublishAsync(writer, 2);
            Assert.Equal(SnapshotOutcome.Saved, await writer.SaveSnapshotAsync());
            await written.PublishAsync(writer, 2);
        }
        return written;
    }

    public void Dispose()
    {
        _meters.Dispose();
        _folder.Dispose();
    }

    public static async Task<SourceWriter> OpenWriterAsync(IEventLog log, TimeProvider time)
    {
        var writer = new SourceWriter(log, time);
        await writer.OpenAsync();
        return writer;
    }

    /// <summary>Opens the log as its server does.</summary>
    public SqliteEventLog Open(TimeProvider time, bool restored = false) => SqliteEventLog.Open(
        new EventLogOptions { DataFolder = Folder, PartitionCount = PartitionCount, Restored = restored },
        time,
        new EventLogMetrics(_meters, time),
        NullLogger.Instance);

    /// <summary>Goals in one match and in the other, in turn.</summary>
    public async Task PublishAsync(SourceWriter writer, int count)
    {
        for (int number = 0; number < count; number++)
        {
            string match = number % 2 == 0 ? First : Second;
            var delta = new MatchDelta { Score = new ScoreChange { Home = ++_goals } };
            if (_goals <= 2) // the first of each
                (delta.Id, delta.Status) = (match, Protocol.Messages.Status.Types.Value.Live);
            await writer.PublishAsync(match, delta);
        }
    }

    public async Task<ReportedFindings> VerifyAsync()
    {
        await using var log = SqliteLogReader.Open(Folder, TimeProvider.System);
        return await ReportedFindings.OfAsync(log);
    }

    /// <summary>Every entry of the first partition.</summary>
    public async Task<IReadOnlyList<Entry>> EntriesAsync()
    {
        await using var log = SqliteLogReader.Open(Folder, TimeProvider.System);
        return (await log.ReadAsync(0, LogPosition.Start, 100, Cancel)).Entries;
    }

    /// <summary>Runs a statement that must change a row.</summary>
    public async Task DamageAsync(string sql, params object[] values) =>
        Assert.NotEqual(0, await ExecuteAsync(sql, values));

    public async Task<int> ExecuteAsync(string sql, params object[] values)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.DatabasePath};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (int index = 0; index < values.Length; index++)
            command.Parameters.AddWithValue($"${index}", values[index]);
        return await command.ExecuteNonQueryAsync(Cancel);
    }

    private static string MatchIn(int partition, int skip) => Enumerable.Range(0, 1000)
        .Select(number => $"match-{number}")
        .Where(id => Partitioning.Of(id, PartitionCount) == partition)
        .ElementAt(skip);
}
