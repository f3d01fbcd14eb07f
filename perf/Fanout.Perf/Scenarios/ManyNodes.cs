using System.Text.Json.Nodes;
using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>
/// Ten nodes on one machine, each with its clients: one event reaches everybody on all of them.
/// </summary>
internal sealed class ManyNodes : IScenario
{
    private const int NodeCount = 10;
    private const int ConnectionsUsual = 150_000; // on all nodes
    private const int RoundsUsual = 9;
    private const double RoundSeconds = 8;
    private const int PerAddress = 5000;
    private const double WarmSecondsMax = 2;
    private const double AvailableKibMin = 1 << 20; // below it the machine ends processes

    private static readonly string[] Heads =
        ["", "connections", "got it", "half s", "99 % s", "last s", "CPU s of all nodes"];

    public string Name => "nodes";

    public string Title => "Ten nodes on one machine";

    public double Seconds(RunOptions options)
    {
        var each = new Topology((options.Connections ?? ConnectionsUsual) / NodeCount);
        return NodeCount * Effort.Lane(each, Math.Min(options.WarmSeconds, WarmSecondsMax))
            + (options.Pairs ?? RoundsUsual) * RoundSeconds;
    }

    public async Task RunAsync(RunOptions options, Report report)
    {
        var topology = new Topology((options.Connections ?? ConnectionsUsual) / NodeCount) { PerAddress = PerAddress };
        var nodes = new List<Lane>();
        try
        {
            var before = Memory.Now([]);
            var stopped = await StartAsync(nodes, topology, options);
            var memory = Memory.Now(nodes) - before;
            report.Say($"{nodes.Count} node processes with {topology.Connections:N0} clients each, "
                + $"{nodes.Count * topology.Connections:N0} sockets, clients and nodes on the same machine, "
                + $"{PerAddress:N0} clients to a source address of loopback. Every node gets the same publication from its own source "
                + "in the process at the same moment; a log that nodes share is not part of this.");
            var rounds = new List<Goal>();
            for (var round = 0; round < (options.Pairs ?? RoundsUsual); round++)
                rounds.Add(await Goal.MeasureAsync(nodes));
            report.Table("One event to everybody", Heads, rounds.Select(static (goal, round) => goal.Row(round)));
            Add(report, nodes, memory, stopped, Interval.Of(rounds.Select(static goal => goal.LastMs)).Median);
            report.Keep("rounds", new JsonArray([.. rounds.Select(static goal => goal.ToJson())]));
        }
        finally
        {
            foreach (var node in nodes)
                await node.DisposeAsync();
        }
    }

    /// <summary>Starts the nodes one after the other; why it went no further, or null.</summary>
    private static async Task<string?> StartAsync(List<Lane> nodes, Topology topology, RunOptions options)
    {
        var warmSeconds = Math.Min(options.WarmSeconds, WarmSecondsMax);
        while (nodes.Count < NodeCount)
        {
            if (ProcessMemory.Available() < AvailableKibMin)
                return $"{ProcessMemory.Available() / 1024:N0} MiB of memory were left";
            try
            {
                nodes.Add(await Lane.StartAsync(
                    AllContenders.Named(AllContenders.Fanout), topology, options.Processors, warmSeconds));
                Console.WriteLine($"node {nodes.Count}: {topology.Connections:N0} connected");
            }
            catch (HarnessException failure) when (nodes.Count > 0)
            {
                return failure.Message;
            }
        }
        return null;
    }

    private static void Add(Report report, List<Lane> nodes, Memory memory, string? stopped, double lastMs)
    {
        var connections = (double)nodes.Sum(static node => node.Topology.Connections);
        report.Table(
            "Memory",
            ["", "MiB", "KiB per connection"],
            [
                Row("node processes", memory.Nodes),
                Row("the kernel's objects, both ends", memory.Kernel),
                Row("socket buffers, both ends", memory.Sockets),
                Row("all that became unavailable, clients included", memory.Used),
            ]);
        var more = ProcessMemory.Available() * connections / memory.Used;
        report.Say(stopped is null
            ? $"Nothing stopped it at {connections:N0}. At the same cost the memory that is left, "
                + $"{ProcessMemory.Available() / (1 << 20):N1} GiB, would do for about {more:N0} more. What ends it before is "
                + $"the processor: the last reader waits {lastMs / connections * 1000:N1} µs longer for every connection."
            : $"It ended at {nodes.Count} nodes: {stopped}");

        string[] Row(string name, double kib) => [name, Cell.Of(kib / 1024), Cell.Of(kib / connections)];
    }

    /// <summary>KiB.</summary>
    private readonly record struct Memory(double Nodes, double Kernel, double Sockets, double Used)
    {
        public static Memory Now(List<Lane> nodes) => new(
            nodes.SelectMany(static node => node.Server.Processes)
                .Sum(static process => ProcessMemory.Of(process).PrivateDirty),
            ProcessMemory.OfKernel(),
            ProcessMemory.OfSockets(),
            -ProcessMemory.Available());

        public static Memory operator -(Memory left, Memory right) => new(
            left.Nodes - right.Nodes, left.Kernel - right.Kernel, left.Sockets - right.Sockets, left.Used - right.Used);
    }

    /// <summary>One event on all nodes at once.</summary>
    /// <param name="Expected">Connections on all nodes.</param>
    /// <param name="Delivered">How many got it.</param>
    /// <param name="P50Ms">Median of the slowest node.</param>
    /// <param name="P99Ms">99th percentile of the slowest node.</param>
    /// <param name="LastMs">From the first node's event to the last client's receipt anywhere.</param>
    /// <param name="ProcessorSeconds">Of all nodes.</param>
    private sealed record Goal(
        double Expected, double Delivered, double P50Ms, double P99Ms, double LastMs, double ProcessorSeconds)
    {
        private const double Rate = 1;

        public static async Task<Goal> MeasureAsync(List<Lane> nodes)
        {
            // Not prepared, because each node would begin when it is ready: to make one event takes no time to speak of.
            var windows = await Task.WhenAll(nodes.Select(static node => node.MeasureAtOnceAsync(Rate, 1 / Rate)));
            var first = windows.Min(Published);
            return new Goal(
                windows.Sum(static window => window.Expected),
                windows.Sum(static window => window.Deliveries),
                windows.Max(static window => window.P50Ms),
                windows.Max(static window => window.P99Ms),
                windows.Max(window => (Published(window) - first) / 1000 + window.MaxMs),
                windows.Sum(static window => window.Processor.All));
        }

        public string[] Row(int round) =>
        [
            $"round {round + 1}",
            $"{Expected:N0}",
            $"{Delivered:N0}",
            Cell.Of(P50Ms / 1000),
            Cell.Of(P99Ms / 1000),
            Cell.Of(LastMs / 1000),
            Cell.Of(ProcessorSeconds),
        ];

        public JsonObject ToJson() => new()
        {
            ["expected"] = Expected,
            ["delivered"] = Delivered,
            ["p50Ms"] = P50Ms,
            ["p99Ms"] = P99Ms,
            ["lastMs"] = LastMs,
            ["processorSeconds"] = ProcessorSeconds,
        };

        private static double Published(Window window) => Window.Of(window.Server, "lastUs");
    }
}
