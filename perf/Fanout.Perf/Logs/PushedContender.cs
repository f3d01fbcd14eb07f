using System.Globalization;
using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Logs;

/// <summary>
/// The product's own processes, pushed to over HTTP and read at `match/` topics; where there are two, events go to one
/// and readers to the other.
/// </summary>
/// <param name="setup">Log and processes.</param>
/// <param name="traffic">What is pushed.</param>
/// <param name="linesMax">Events of one request at most.</param>
/// <param name="settings">Of the processes, in their environment.</param>
internal sealed class PushedContender(
    LogSetup setup, FeedTraffic traffic, int linesMax = PushCommand.LinesMaxUsual, IReadOnlyDictionary<string, string>? settings = null)
    : IContender, IOverLog
{
    public const string PushedTo = "pushed to";
    public const string ReadFrom = "read from";
    public const string RedisName = "redis-server";

    public string Name => setup switch
    {
        LogSetup.Embedded => "embedded",
        LogSetup.Redis => "redis",
        LogSetup.RedisTwo => "redis-two",
        _ => "redis-split",
    };

    public string? Missing => setup == LogSetup.Embedded ? null : RedisChild.Missing;

    public FeedTraffic Traffic => traffic;

    public RedisChild? Redis { get; private set; }

    public IReadOnlyList<string> ProcessNames => setup switch
    {
        LogSetup.Embedded => [PushedTo],
        LogSetup.Redis => [PushedTo, RedisName],
        _ => [PushedTo, ReadFrom, RedisName],
    };

    public ClientProtocol Protocol(Topology topology) => Protocol(topology, first: 0);

    /// <summary>Clients of a part of the matches.</summary>
    /// <param name="topology">Who reads what.</param>
    /// <param name="first">The match that is the first topic.</param>
    public ClientProtocol Protocol(Topology topology, int first) => Subscription.Protocol(
        client => topology.TopicsOf(client).Select(topic => $"match/{traffic.IdOf(first + topic)}"));

    public async Task<RunningServer> StartAsync(int port, Topology topology, string? processors)
    {
        var started = new List<IAsyncDisposable>();
        try
        {
            var (servers, pushedTo) = await StartServersAsync(started, port, processors);
            var feed = Child.Start(
                "feed",
                processors is null ? null : Processors.Apart.Load,
                "dotnet",
                [
                    typeof(PushedContender).Assembly.Location,
                    "push",
                    "--port", Text(pushedTo),
                    "--matches", Text(traffic.MatchCount),
                    "--skew", traffic.Skew.ToString(),
                    "--lines", Text(linesMax),
                ]);
            started.Insert(0, feed);
            await feed.ExpectAsync("ready");
            await servers[^1].KnowsAsync(Enumerable.Range(0, traffic.MatchCount).Select(traffic.IdOf));
            var processes = servers.Select(static server => server.Id);
            return new RunningServer(
                feed, [.. Redis is null ? processes : processes.Append(Redis.Id)], [.. started.Skip(1)]);
        }
        catch
        {
            foreach (var one in started)
                await one.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts all but the feed; what is to end first comes first.</summary>
    private async Task<(List<ServerChild> Servers, int PushedTo)> StartServersAsync(
        List<IAsyncDisposable> started, int port, string? processors)
    {
        if (setup != LogSetup.Embedded)
            started.Add(Redis = await RedisChild.StartAsync(processors));
        var isTwo = setup is LogSetup.RedisTwo or LogSetup.RedisSplit;
        var pushedTo = isTwo ? LoadGenerator.FreePort() : port;
        var servers = new List<ServerChild>
        {
            await ServerChild.StartAsync(
                PushedTo, pushedTo, Redis?.EndPoint, setup == LogSetup.RedisSplit ? "ingest" : "ingest,delivery", processors, settings),
        };
        started.Insert(0, servers[0]);
        if (isTwo)
        {
            servers.Add(await ServerChild.StartAsync(
                ReadFrom, port, Redis?.EndPoint, setup == LogSetup.RedisSplit ? "delivery" : "ingest,delivery", processors, settings));
            started.Insert(0, servers[1]);
        }
        return (servers, pushedTo);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
