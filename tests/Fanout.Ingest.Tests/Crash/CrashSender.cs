using System.Globalization;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;

namespace Fanout.Ingest.Tests.Crash;

/// <summary>
/// The process that gets killed: sends the same endless feed from its beginning in every life, and prints each answer
/// as soon as it has it. A line that reached the pipe outlives the process.
/// </summary>
internal static class CrashSender
{
    public const string Verb = "crash-sender";
    public const string Feed = "crash";
    public const int MatchCount = 4;

    private const int BatchCount = 25;

    public static async Task<int> RunAsync(string folder)
    {
        await using var services = Open(folder);
        await using var host = await IngestHost.StartAsync(
            services.GetRequiredService<IEventLog>(), options: new IngestOptions { SnapshotEntries = 40, AnswerTimeout = TimeSpan.FromMinutes(1) });
        for (var first = 0; ; first += BatchCount)
        {
            var result = await host.Ingest.AcceptAsync(Feed, [.. Enumerable.Range(first, BatchCount).Select(EventOf)]);
            foreach (var (index, answer) in result.Answers.Index())
                Console.Out.WriteLine(Line(first + index, answer.Outcome));
        }
    }

    /// <summary>The embedded log of a folder.</summary>
    public static ServiceProvider Open(string folder) => new ServiceCollection()
        .AddLogging().AddMetrics()
        .AddEventLog(options => (options.DataFolder, options.PartitionCount) = (folder, 2))
        .BuildServiceProvider();

    public static string MatchOf(int number) => string.Create(CultureInfo.InvariantCulture, $"m{number % MatchCount}");

    public static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"e{number}");

    /// <summary>Event of this number: fixtures first, then shots, and a goal now and then.</summary>
    public static ScoreEvent EventOf(int number)
    {
        var round = number / MatchCount;
        var content = new ScoreEvent
        {
            Id = IdOf(number),
            Match = MatchOf(number),
            At = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddSeconds(number)),
        };
        if (round == 0)
        {
            content.Fixture = new Fixture { Sport = "football" };
        }
        else if (round % 5 == 0)
        {
            content.Score = new ScoreUpdate { Home = round / 5 };
            content.Incident = new IncidentUpdate { Id = content.Id, Type = "goal", Team = "home" };
        }
        else
        {
            content.Stat = new StatUpdate { Key = "shots", Home = round };
        }
        return content;
    }

    /// <summary>Reads what <see cref="RunAsync"/> prints; null for a line that the kill cut off.</summary>
    public static (int Number, Outcome Outcome)? TryParse(string line)
    {
        var parts = line.TrimEnd('.').Split(' ');
        if (!line.EndsWith('.') || parts.Length != 2) return null;
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), System.Enum.Parse<Outcome>(parts[1]));
    }

    private static string Line(int number, Outcome outcome) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {outcome}.");
}
