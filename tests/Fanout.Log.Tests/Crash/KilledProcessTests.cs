using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Fanout.Log.Tests.Crash;

/// <summary>
/// A real process writes to a real file and is killed with SIGKILL, again and again, at moments that nothing prepares.
/// </summary>
public sealed class KilledProcessTests : IDisposable
{
    /// <summary>Kills of one run; <c>FANOUT_LOG_KILLS</c> asks for more.</summary>
    private static readonly int KillCount = int.Parse(
        Environment.GetEnvironmentVariable("FANOUT_LOG_KILLS") ?? "20", CultureInfo.InvariantCulture);

    private const int AnswersMax = 400;

    private readonly TemporaryFolder _folder = new();
    private readonly TestMeters _meters = new();
    private readonly Dictionary<string, Answer> _acknowledged = new(StringComparer.Ordinal);
    private readonly int[] _next = new int[CrashWriter.PartitionCount];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _meters.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Loses_nothing_that_it_acknowledged_however_often_it_is_killed()
    {
        int seed = Environment.ProcessId;
        var random = new Random(seed);
        TestContext.Current.SendDiagnosticMessage($"seed {seed}, {KillCount} kills");
        for (int kill = 0; kill < KillCount; kill++)
        {
            await WriteUntilKilledAsync(answersMax: random.Next(1, AnswersMax));
            await VerifyAsync();
        }
        Assert.Equal("ok", await IntegrityAsync());
    }

    private async Task WriteUntilKilledAsync(int answersMax)
    {
        using Process process = Start(
            [CrashWriter.Verb, _folder.Path, .. _next.Select(next => next.ToString(CultureInfo.InvariantCulture))]);
        Task<string> errors = process.StandardError.ReadToEndAsync(Cancel);
        int answers = 0;
        while (await process.StandardOutput.ReadLineAsync(Cancel) is { } line)
        {
            if (Answer.TryParse(line) is { } answer)
                Note(answer);
            if (++answers == answersMax)
                process.Kill();
        }
        await process.WaitForExitAsync(Cancel);
        Assert.True(answers >= answersMax, $"the writer ended by itself: {await errors}");
    }

    /// <summary>
    /// Everything that was acknowledged up to now is where the process said; nothing else but what was in flight is
    /// there.
    /// </summary>
    private async Task VerifyAsync()
    {
        await using IEventLog log = CrashWriter.Open(_folder.Path, _meters);
        for (int partition = 0; partition < CrashWriter.PartitionCount; partition++)
        {
            List<Entry> entries = await ReadAllAsync(log, partition);
            Assert.Equal(
                Enumerable.Range(0, entries.Count).Select(
                    number => KeyOf(partition, number)), entries.Select(entry => entry.Key));
            Assert.InRange(entries.Count, _next[partition], _next[partition] + CrashWriter.InFlight);
            foreach (Entry entry in entries)
            {
                if (_acknowledged.TryGetValue(entry.Key, out Answer? answer))
                    Assert.Equal((answer.Position, answer.PublishedMs), (entry.Position, entry.PublishedMs));
            }
        }
    }

    private static async Task<List<Entry>> ReadAllAsync(IEventLog log, int partition)
    {
        var entries = new List<Entry>();
        var check = new ChainCheck(LogPosition.Start, ChainHash.None);
        LogPage page;
        do
        {
            page = await log.ReadAsync(partition, check.Position, 1000, Cancel);
            foreach (Entry entry in page.Entries)
            {
                Assert.Null(check.Follow(entry));
                Assert.True(entries.Count == 0 || entry.PublishedMs >= entries[^1].PublishedMs);
                entries.Add(entry);
            }
        }
        while (!page.ReachesHead);
        Assert.Equal(page.Head.Chain, check.Chain);
        return entries;
    }

    /// <summary>
    /// Answers of one group may be printed in any order, so the next number is the first that no line has named.
    /// </summary>
    private void Note(Answer answer)
    {
        if (!_acknowledged.TryAdd(KeyOf(answer.Partition, answer.Number), answer))
            Assert.Equal(_acknowledged[KeyOf(answer.Partition, answer.Number)] with { Kind = answer.Kind }, answer);
        while (_acknowledged.ContainsKey(KeyOf(answer.Partition, _next[answer.Partition])))
            _next[answer.Partition]++;
    }

    private static string KeyOf(int partition, int number) => CrashWriter.KeyOf(partition, number);

    private static Process Start(string[] arguments)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        var start = new ProcessStartInfo(
            program, isHost ? [typeof(Program).Assembly.Location, .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    private async Task<string?> IntegrityAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.DatabasePath};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return (string?)await command.ExecuteScalarAsync(Cancel);
    }
}
