using System.Text;
using Fanout.Integration.Tests.Processes;
using Fanout.Services.Http;
using Fanout.Services.Kafka;
using Fanout.Services.RabbitMq;

namespace Fanout.Integration.Tests.Feeds;

/// <summary>
/// Recorded matches through every transport into a running server and out to an SDK client, as they end offline; where the
/// server fetches them itself, through kills in the midst of it.
/// </summary>
public sealed class TransportTests
{
    private const string Football = "football-wyscout-json";
    private const int BatchBytesMax = 900_000; // below the limit of a push request
    private const int KillCount = 2;

    [Fact]
    public async Task Pushed()
    {
        var folder = SharedData.Folder(Football);
        await using var server = await ServerProcess.StartAsync("--dev");
        using var feed = new TestFeed(server, "wyscout");
        var batch = new List<string>();
        foreach (var (line, _) in await Recording.EventsAsync(folder))
        {
            if (batch.Sum(Encoding.UTF8.GetByteCount) + Encoding.UTF8.GetByteCount(line) > BatchBytesMax)
            {
                await feed.AcceptedAsync([.. batch]);
                batch.Clear();
            }
            batch.Add(line);
        }
        await feed.AcceptedAsync([.. batch]);
        await (await Recording.OfAsync(folder)).ReachedAsync(server);
    }

    [Fact]
    public async Task Replayed_from_files_as_fast_as_it_goes()
    {
        var folder = SharedData.Folder(Football);
        await using var server = await StartAsync("files", new() { ["FORMAT"] = "wyscout", ["FILES__PATH"] = folder, ["FILES__SPEED"] = "0" });
        await KilledAsync(server);
        await (await Recording.OfAsync(folder)).ReachedAsync(server);
    }

    [Fact]
    public async Task Replayed_from_files_with_their_times_moved_to_now()
    {
        var folder = SharedData.Folder("football-dfl-sportec-xml");
        await using var server = await StartAsync("files", new() { ["FORMAT"] = "dfl", ["FILES__PATH"] = folder, ["FILES__SPEED"] = "1000" });
        await KilledAsync(server);
        await (await Recording.OfAsync(folder)).ReachedInScoreAsync(server);
    }

    [Theory]
    [InlineData("football-openligadb/bl1-2023-matchday-12-in-play-latin1.json", "openligadb")]
    [InlineData("football-openligadb/bl1-2014-matchday-07.soap.xml", "openligadb")]
    [InlineData("football-openfootball-json/worldcup-2018.json", "openfootball")]
    public async Task Polled(string document, string format)
    {
        var file = SharedData.Folder(document);
        await using var provider = await TestProvider.StartAsync();
        provider.Show(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        await using var server = await StartAsync("poll", new()
        {
            ["FORMAT"] = format,
            ["POLL__URL"] = provider.Url,
            ["POLL__INTERVAL"] = "00:00:01",
        });
        await KilledAsync(server);
        await (await Recording.OfAsync(file)).ReachedAsync(server);
    }

    [Fact]
    public async Task Sent_by_RabbitMQ()
    {
        var folder = SharedData.Folder(Football);
        await using var broker = await RabbitServer.StartAsync();
        await using var provider = await AmqpPublisher.ConnectAsync(broker);
        await provider.DeclareAsync("scores");
        await using var server = await StartAsync("amqp", new() { ["FORMAT"] = "canonical", ["AMQP__URI"] = broker.Uri, ["AMQP__QUEUE"] = "scores" });
        await PublishedAsync(server, await Recording.EventsAsync(folder), told => provider.PublishAsync("scores", told.Line));
        await (await Recording.OfAsync(folder)).ReachedAsync(server);
    }

    [Fact]
    public async Task Sent_by_Kafka()
    {
        var folder = SharedData.Folder(Football);
        using var cluster = new MockKafka();
        await using var server = await StartAsync("kafka", new()
        {
            ["FORMAT"] = "canonical",
            ["KAFKA__SERVERS"] = cluster.Servers,
            ["KAFKA__TOPICS"] = "scores",
            ["KAFKA__SETTINGS__session.timeout.ms"] = "6000", // the least that a cluster allows: each kill costs it
        });
        await PublishedAsync(server, await Recording.EventsAsync(folder), told => cluster.ProduceAsync("scores", told.Line, told.Match));
        await (await Recording.OfAsync(folder)).ReachedAsync(server);
    }

    private static Task<ServerProcess> StartAsync(string transport, Dictionary<string, string> settings) => ServerProcess.StartAsync(
        settings.Append(new("TRANSPORT", transport)).ToDictionary(static setting => $"FANOUT__FEEDS__one__{setting.Key}", static setting => setting.Value),
        "--dev");

    /// <summary>Kills the server and starts it again, wherever it is.</summary>
    private static async Task KilledAsync(ServerProcess server)
    {
        for (var kill = 0; kill < KillCount; kill++)
        {
            await server.KillAsync();
            await server.StartAgainAsync();
        }
    }

    /// <summary>Publishes every event, and kills the server meanwhile.</summary>
    private static async Task PublishedAsync(
        ServerProcess server, IReadOnlyList<(string Line, string Match)> events, Func<(string Line, string Match), Task> publish)
    {
        var publishing = Task.Run(
            async () =>
            {
                foreach (var told in events) await publish(told);
            },
            TestContext.Current.CancellationToken);
        await KilledAsync(server);
        await publishing;
    }
}
