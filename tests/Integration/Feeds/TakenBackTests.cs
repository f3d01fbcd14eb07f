using Fanout.Client;
using Fanout.Integration.Tests.Processes;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Fanout.Services.Http;
using Fanout.Services.Kafka;
using Fanout.Services.Processes;
using Fanout.Services.RabbitMq;

namespace Fanout.Integration.Tests.Feeds;

/// <summary>
/// A goal that its provider takes back while the server is dead, through every transport that a server fetches by. The provider
/// gives goals no names: who has not read what came before the kill takes the goal that is left for the one that is gone.
/// </summary>
public sealed class TakenBackTests
{
    private const string Match = "openfootball:0";
    private const string Gone = "Ash";

    /// <summary>Who scored, as each document says: the second comes while the server is dead.</summary>
    private static readonly string[][] Documents = [[Gone, "Birch"], ["Birch"], ["Birch", "Cedar"]];

    private static readonly Dictionary<string, int> Minutes = new() { [Gone] = 9, ["Birch"] = 70, ["Cedar"] = 80 };

    [Fact]
    public async Task Polled()
    {
        await using var provider = await TestProvider.StartAsync();
        provider.Show(Text(Documents[0]));
        await using var server = await StartAsync("poll", new() { ["POLL__URL"] = provider.Url, ["POLL__INTERVAL"] = "00:00:01" });
        await ToldAsync(server, document =>
        {
            provider.Show(document);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Sent_by_RabbitMQ()
    {
        await using var broker = await RabbitServer.StartAsync();
        await using var provider = await AmqpPublisher.ConnectAsync(broker);
        await provider.DeclareAsync("scores");
        await using var server = await StartAsync("amqp", new() { ["AMQP__URI"] = broker.Uri, ["AMQP__QUEUE"] = "scores" });
        await ToldAsync(server, document => provider.PublishAsync("scores", document));
    }

    [Fact]
    public async Task Sent_by_Kafka()
    {
        using var cluster = new MockKafka();
        await using var server = await StartAsync("kafka", new()
        {
            ["KAFKA__SERVERS"] = cluster.Servers,
            ["KAFKA__TOPICS"] = "scores",
            ["KAFKA__SETTINGS__session.timeout.ms"] = "6000", // the least that a cluster allows: the kill costs it
        });
        await ToldAsync(server, document => cluster.ProduceAsync("scores", document, Match));
    }

    /// <summary>A folder that grows: it is read anew each time that the server starts, and the first documents come again.</summary>
    [Fact]
    public async Task Replayed_from_files()
    {
        var folder = Directory.CreateTempSubdirectory("fanout-test-").FullName;
        try
        {
            await WriteAsync(folder, 0);
            await using var server = await StartAsync("files", new() { ["FILES__PATH"] = folder, ["FILES__SPEED"] = "0" });
            await ReachedAsync(server, Documents[0]);
            for (var next = 1; next < Documents.Length; next++)
            {
                await server.KillAsync();
                await WriteAsync(folder, next);
                await server.StartAgainAsync();
                await ReachedAsync(server, Documents[next]);
            }
            await TakenBackOnceAsync(server);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task ToldAsync(ServerProcess server, Func<string, Task> tell)
    {
        await tell(Text(Documents[0]));
        await ReachedAsync(server, Documents[0]);
        await server.KillAsync();
        await tell(Text(Documents[1]));
        await server.StartAgainAsync();
        await ReachedAsync(server, Documents[1]);
        await tell(Text(Documents[2])); // behind it, nothing of the second can be on its way
        await ReachedAsync(server, Documents[2]);
        await TakenBackOnceAsync(server);
    }

    /// <summary>Returns when an SDK client sees these goals stand and the score be theirs, and the one that is gone taken back.</summary>
    private static async Task ReachedAsync(ServerProcess server, string[] goals)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        await Eventually.TrueAsync($"{Match} is known", async () =>
        {
            using var answer = await http.GetAsync(new Uri($"v1/matches/{Match}", UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        });
        await using var client = new FanoutClient(new FanoutClientOptions { Server = server.Address });
        using var match = client.Match(Match);
        await match.WaitForAsync(update => IsReached(update.State.ToMessage(), goals), TestContext.Current.CancellationToken);
    }

    private static bool IsReached(MatchState match, string[] goals)
    {
        var scorers = match.Incidents.ToLookup(IsTakenBack, static goal => goal.Player);
        var gone = goals.Contains(Gone) ? 0 : 1;
        return match.Score?.Home == goals.Length && scorers[false].SequenceEqual(goals) && scorers[true].SequenceEqual(Enumerable.Repeat(Gone, gone));
    }

    private static async Task TakenBackOnceAsync(ServerProcess server)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        var log = await http.GetByteArrayAsync(new Uri($"v1/matches/{Match}/log", UriKind.Relative), TestContext.Current.CancellationToken);
        var page = ProtoJson.Read<LogPage>(log.AsSpan()).Message;
        Assert.False(page.More);
        var takenBack = page.Entries.SelectMany(static entry => entry.Delta?.Incidents?.Upsert ?? []).Where(IsTakenBack);
        Assert.Equal(Gone, Assert.Single(takenBack).Player);
    }

    private static bool IsTakenBack(Incident goal) => goal.State == IncidentState.Types.Value.Voided;

    private static Task<ServerProcess> StartAsync(string transport, Dictionary<string, string> settings) => ServerProcess.StartAsync(
        settings.Append(new("TRANSPORT", transport)).Append(new("FORMAT", "openfootball"))
            .ToDictionary(static setting => $"FANOUT__FEEDS__one__{setting.Key}", static setting => setting.Value),
        "--dev");

    private static Task WriteAsync(string folder, int document) => File.WriteAllTextAsync(
        Path.Combine(folder, $"{document}.json"), Text(Documents[document]), TestContext.Current.CancellationToken);

    private static string Text(string[] scorers)
    {
        var goals = string.Join(',', scorers.Select(static scorer => $$"""{"name":"{{scorer}}","minute":{{Minutes[scorer]}}}"""));
        return $$"""
            {"name":"Meadow Cup","matches":[{"round":"Matchday 1","date":"2026-05-01","time":"18:00 UTC+2","team1":"Reds","team2":"Blues",
             "score":{"ft":[{{scorers.Length}},0]},"goals1":[{{goals}}],"goals2":[]}]}
            """;
    }
}
