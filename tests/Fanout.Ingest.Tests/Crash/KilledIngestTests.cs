using System.Diagnostics;
using System.Globalization;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log;
using Fanout.Log.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Fanout.Ingest.Tests.Crash;

/// <summary>
/// A real process ingests into a real file and is killed with SIGKILL, again and again, at moments that nothing
/// prepares.
/// </summary>
public sealed class KilledIngestTests : IDisposable
{
    /// <summary>Kills of one run; <c>FANOUT_INGEST_KILLS</c> asks for more.</summary>
    private static readonly int KillCount = int.Parse(
        Environment.GetEnvironmentVariable("FANOUT_INGEST_KILLS") ?? "4", CultureInfo.InvariantCulture);

    private const int FreshAnswersMax = 150;

    private readonly TemporaryFolder _folder = new();
    private readonly HashSet<int> _taken = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_event_that_was_answered_is_known_after_the_kill_and_stands_in_the_log_once()
    {
        var seed = Environment.ProcessId;
        var random = new Random(seed);
        TestContext.Current.SendDiagnosticMessage($"seed {seed}, {KillCount} kills");
        for (var kill = 0; kill < KillCount; kill++) await SendUntilKilledAsync(random.Next(1, FreshAnswersMax));

        await using var services = CrashSender.Open(_folder.Path);
        var log = services.GetRequiredService<IEventLog>();
        var offline = new OfflineNormaliser();
        for (var match = 0; match < CrashSender.MatchCount; match++) await VerifyAsync(log, offline, match);
    }

    private async Task SendUntilKilledAsync(int freshAnswers)
    {
        using var process = Start(CrashSender.Verb, _folder.Path);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var fresh = 0;
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (CrashSender.TryParse(line) is not { } answer) continue;
            // What is not known to have been answered may be in the log all the same: then it is a duplicate already.
            var isNew = _taken.Add(answer.Number);
            Assert.True(isNew || answer.Outcome == Outcome.Duplicate, line);
            Assert.True(answer.Outcome is Outcome.Accepted or Outcome.Duplicate, line);
            if (isNew && ++fresh == freshAnswers) process.Kill();
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(fresh >= freshAnswers, $"the sender ended by itself: {await errors}");
    }

    /// <summary>
    /// The entries of a match are the first so many events of it, one each, all the answered ones among them, and give
    /// the state that they should.
    /// </summary>
    private async Task VerifyAsync(IEventLog log, OfflineNormaliser offline, int match)
    {
        var matchId = CrashSender.MatchOf(match);
        var entries = await IngestHost.EntriesAsync(log, matchId);
        var numbers =
            Enumerable.Range(0, entries.Count).Select(round => (round * CrashSender.MatchCount) + match).ToList();
        Assert.Equal(
            numbers.Select(number => EntryKeys.Event(CrashSender.Feed, CrashSender.IdOf(number))), entries.Select(entry => entry.Key));
        Assert.Subset(
            numbers.ToHashSet(), _taken.Where(number => number % CrashSender.MatchCount == match).ToHashSet());
        foreach (var number in numbers) offline.Accept(CrashSender.Feed, CrashSender.EventOf(number));
        Assert.Equal(offline.Find(matchId), await IngestHost.StateAsync(log, matchId));
    }

    private static Process Start(params string[] arguments)
    {
        var program = Environment.ProcessPath!;
        var isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] all = isHost ? [typeof(Program).Assembly.Location, .. arguments] : arguments;
        var start = new ProcessStartInfo(program, all)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }
}
