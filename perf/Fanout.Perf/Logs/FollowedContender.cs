using Fanout.Perf.Contenders;

namespace Fanout.Perf.Logs;

/// <summary>
/// A node of the product with the role <c>delivery</c> alone, which follows a log on Redis; a process beside it writes
/// that without pushing and normalising. Read at `score/` topics.
/// </summary>
internal sealed class FollowedContender : IContender, IOverLog
{
    public const string Node = "node";
    public const string Writer = "writer";

    public string Name => "follower";

    public string? Missing => RedisChild.Missing;

    public RedisChild? Redis { get; private set; }

    public IReadOnlyList<string> ProcessNames => [Node, PushedContender.RedisName, Writer];

    public ClientProtocol Protocol(Topology topology) => FanoutContender.Protocol(topology, position: null);

    public async Task<RunningServer> StartAsync(int port, Topology topology, string? processors)
    {
        var started = new List<IAsyncDisposable>();
        try
        {
            // Only the node is kept to a processor: what feeds it takes what is left of all of them.
            started.Add(Redis = await RedisChild.StartAsync(processors: null));
            var writer = await WriterChild.StartAsync(Redis, topology.Topics, topology.FrameSize, processors: null);
            started.Insert(0, writer);
            var node = await ServerChild.StartAsync(Node, port, Redis.EndPoint, "delivery", processors);
            return new RunningServer(writer, [node.Id, Redis.Id, writer.Id], node, Redis) { Prepares = true };
        }
        catch
        {
            foreach (var one in started)
                await one.DisposeAsync();
            throw;
        }
    }
}
