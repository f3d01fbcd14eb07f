using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>
/// What a connection that is subscribed and gets nothing costs in memory, and a further subscription.
/// </summary>
internal sealed class IdleMemory : IScenario
{
    private const int FewConnections = 100; // what is made once is there by then
    private const int ManySubscriptions = 21;

    private static readonly int[] Usual = [10_000, 19_000];

    private static readonly string[] Heads =
    [
        "server", "connections", "subscriptions each", "RSS KiB per connection", "private KiB per connection",
        "managed heap B per connection", "RSS B per further subscription", "heap B per further subscription",
    ];

    public string Name => "idle";

    public string Title => "Idle connections that are subscribed";

    public async Task RunAsync(RunOptions options, Report report)
    {
        report.Say($"Growth of the server's process from {FewConnections} connections on, after every topic was "
            + "published and garbage was collected; socket memory of the kernel is not part of it.");
        var rows = new List<string[]>();
        foreach (var contender in options.Contenders(AllContenders.Floor, AllContenders.Fanout))
        {
            foreach (var connections in options.Connections is { } asked ? [asked] : Usual)
                rows.AddRange(await RowsAsync(contender, connections, options.Processors));
        }
        report.Table("Memory", Heads, rows);
    }

    private static async Task<List<string[]>> RowsAsync(IContender contender, int connections, Processors processors)
    {
        var rows = new List<string[]>();
        Usage one = default;
        foreach (var subscriptions in new[] { 1, ManySubscriptions })
        {
            // As many topics in both cases, so that they do not count as part of subscriptions.
            var topology = new Topology(connections, ManySubscriptions * 10, subscriptions);
            var few = await MeasureAsync(contender, topology with { Connections = FewConnections }, processors);
            var all = (await MeasureAsync(contender, topology, processors) - few) / (connections - FewConnections);
            var further = (all - one) / (ManySubscriptions - 1);
            rows.Add(
            [
                contender.Name,
                $"{connections:N0}",
                $"{subscriptions}",
                Cell.Of(all.Resident / 1024),
                Cell.Of(all.Private / 1024),
                Cell.Of(all.Heap),
                subscriptions == 1 ? "" : Cell.Of(further.Resident),
                subscriptions == 1 ? "" : Cell.Of(further.Heap),
            ]);
            one = all;
        }
        return rows;
    }

    private static async Task<Usage> MeasureAsync(IContender contender, Topology topology, Processors processors)
    {
        await using var lane = await Lane.StartAsync(contender, topology, processors);
        await lane.MeasureAsync(topology.Topics, 1);
        var heap = contender is FanoutContender
            ? Window.Of(await lane.Server.Commanded.AskAsync("collect", "collected"), "heapBytes")
            : double.NaN;
        var memory = lane.Server.Processes.Select(ProcessMemory.Of).ToList();
        return new Usage(
            memory.Sum(static process => process.Resident) * 1024,
            memory.Sum(static process => process.PrivateDirty) * 1024,
            heap);
    }

    /// <summary>Bytes.</summary>
    private readonly record struct Usage(double Resident, double Private, double Heap)
    {
        public static Usage operator -(Usage left, Usage right) =>
            new(left.Resident - right.Resident, left.Private - right.Private, left.Heap - right.Heap);

        public static Usage operator /(Usage left, double count) =>
            new(left.Resident / count, left.Private / count, left.Heap / count);
    }
}
