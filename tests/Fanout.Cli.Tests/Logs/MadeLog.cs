using Fanout.Log;
using Fanout.Log.Sqlite;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using LogEntry = Fanout.Log.Entry;
using LogEntryKind = Fanout.Log.EntryKind;

namespace Fanout.Cli.Tests.Logs;

/// <summary>A folder with a small embedded log: two goals in one match.</summary>
internal sealed class MadeLog : IDisposable
{
    private const uint Epoch = 7;
    private const long FirstMs = 1_795_370_400_000; // 2026-11-22T18:00:00Z

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fanout-cli-");

    public string Folder => _folder.FullName;

    /// <summary>A folder in which there is nothing yet.</summary>
    public string Empty => Path.Combine(Folder, "empty");

    /// <param name="alter">Changes an entry behind the back of its chain hash.</param>
    public static async Task<MadeLog> CreateAsync(Func<LogEntry, LogEntry>? alter = null)
    {
        var made = new MadeLog();
        await using var import = SqliteLogImport.Create(made.Folder, 1);
        LogEntry[] entries = [Goal(1, ChainHash.None), Goal(2, Goal(1, ChainHash.None).Chain)];
        await import.WriteAsync(0, [.. entries.Select(alter ?? (static entry => entry))]);
        var head = new PartitionHead(entries[1].Position, entries[1].Chain, entries[1].PublishedMs, "", true, 0);
        await import.EndAsync(0, head, [new EpochStart(Epoch, LogPosition.Start)]);
        await import.CompleteAsync();
        return made;
    }

    /// <summary>Says another number of partitions than there are.</summary>
    public void SayPartitionCount(long count)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "fanout.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE log SET partition_count = $count";
        command.Parameters.AddWithValue("$count", count);
        command.ExecuteNonQuery();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static LogEntry Goal(uint number, ChainHash previous)
    {
        var delta = new MatchDelta { Id = "m1", Score = new ScoreChange { Home = (int)number } };
        var change = new LoggedChange { Delta = delta, StateHash = Match.Empty.Apply(delta).Hash };
        var entry = new LogEntry
        {
            Partition = 0,
            Epoch = Epoch,
            Sequence = number,
            MatchId = "m1",
            MatchSequence = number,
            Kind = LogEntryKind.Change,
            Key = $"feed/f1/{number}",
            ContentDigest = default,
            Public = change.ToByteArray(),
            PublishedMs = FirstMs + (1000 * number),
            Chain = default,
        };
        return entry with { Chain = ChainHash.Next(previous, entry) };
    }
}
