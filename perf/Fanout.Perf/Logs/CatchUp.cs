using System.Text.Json.Nodes;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Logs;

/// <summary>What it took nodes to become level with a log, and what readers of another node noticed of it.</summary>
/// <param name="Name">What happened to them.</param>
/// <param name="Seconds">Until the last of them was ready.</param>
/// <param name="Redis">What Redis counted until then.</param>
/// <param name="RedisSeconds">Its processor time until then.</param>
/// <param name="Nodes">Each of them.</param>
/// <param name="Readers">What the readers got until then.</param>
/// <param name="Delivered">Share of all events of the window that they got in the end.</param>
internal sealed record CatchUp(
    string Name,
    double Seconds,
    RedisCounts Redis,
    double RedisSeconds,
    IReadOnlyList<CaughtUpNode> Nodes,
    JsonObject Readers,
    double Delivered)
{
    public double PerSecond(Func<CatchUp, double> value) => value(this) / Seconds;

    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["seconds"] = Seconds,
        ["scripts"] = Redis.Scripts,
        ["commands"] = Redis.Commands,
        ["outputBytes"] = Redis.OutputBytes,
        ["memoryBytes"] = Redis.MemoryBytes,
        ["redisSeconds"] = RedisSeconds,
        ["nodes"] = new JsonArray([.. Nodes.Select(static node => node.ToJson())]),
        ["readers"] = Readers.DeepClone(),
        ["delivered"] = Delivered,
    };
}

/// <summary>A node when it was ready.</summary>
/// <param name="Seconds">Until then.</param>
/// <param name="ProcessorSeconds">Of its process until then.</param>
/// <param name="PeakMib">The most memory that it had.</param>
internal readonly record struct CaughtUpNode(double Seconds, double ProcessorSeconds, double PeakMib)
{
    /// <summary>Waits until a node is ready.</summary>
    /// <param name="node">The node.</param>
    /// <param name="beganAt">When that began (<see cref="TimeProvider.GetTimestamp"/>).</param>
    /// <param name="before">Processor time of its process then.</param>
    public static async Task<CaughtUpNode> WhenReadyAsync(ServerChild node, long beganAt, ProcessorTime before)
    {
        const int KibPerMib = 1024;
        await node.UntilReadyAsync();
        return new CaughtUpNode(
            TimeProvider.System.GetElapsedTime(beganAt).TotalSeconds,
            (ProcessorTime.Of([node.Id]) - before).All,
            ProcessMemory.PeakOf(node.Id) / KibPerMib);
    }

    public JsonObject ToJson() => new()
    {
        ["seconds"] = Seconds,
        ["processorSeconds"] = ProcessorSeconds,
        ["peakMib"] = PeakMib,
    };
}
