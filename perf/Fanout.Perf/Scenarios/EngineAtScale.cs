using System.Text.Json.Nodes;
using Fanout.Perf.Harness;
using Fanout.Perf.Nodes;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>
/// More connections than a process may have sockets: delivery itself in one process, up to a million connections and five
/// million subscriptions, over a way out that discards.
/// </summary>
internal sealed class EngineAtScale : IScenario
{
    private const int Topics = 2000;
    private const double SecondsPerMillion = 40; // of connections, as seen
    private const double StartSeconds = 6;

    private static readonly int[] Usual = [10_000, 100_000, 300_000, 1_000_000];

    private static readonly string[] MemoryHeads =
    [
        "connections", "subscriptions", "heap B per connection", "RSS B per connection", "heap B per subscription",
        "RSS B per subscription", "RSS MiB of the process", "full collection ms",
    ];

    private static readonly string[] TimeHeads =
    [
        "connections", "open all s", "µs each", "subscribe all s", "µs per subscription", "one delta to all ms",
        "ns per delivery",
    ];

    public string Name => "engine";

    public string Title => "Delivery without sockets, to a million connections";

    public double Seconds(RunOptions options) =>
        Sizes(options).Sum(static connections => StartSeconds + connections / 1e6 * SecondsPerMillion);

    public async Task RunAsync(RunOptions options, Report report)
    {
        const int PerConnection = EngineRun.OthersPerConnection + 1;
        report.Say("The product's shard, connections, sessions and topics in a process of their own, one loop, each "
            + "connection's way out an object of 24 bytes that takes everything and sends nothing. "
            + $"Each connection reads {PerConnection} topics: one that all have, and "
            + $"{EngineRun.OthersPerConnection} of {Topics:N0} others. Memory is what the process grew by, after "
            + "garbage was collected. A walk is from the entry of the log to the last delivery, on one processor; median "
            + "(interval). Straight lines have the same figures in all rows.");
        var results = new List<JsonObject>();
        foreach (var connections in Sizes(options))
        {
            results.Add(await MeasureAsync(connections, options.Processors));
            Console.WriteLine($"{connections:N0} connections measured");
        }
        report.Table("Memory", MemoryHeads, results.Select(MemoryRow));
        report.Table("Time", TimeHeads, results.Select(TimeRow));
        report.Keep("sizes", new JsonArray([.. results]));

        string[] MemoryRow(JsonObject of) =>
        [
            $"{Window.Of(of, "connections"):N0}",
            $"{Window.Of(of, "connections") * PerConnection:N0}",
            Cell.Of(Window.Of(of, "connectionHeapBytes")),
            Cell.Of(Window.Of(of, "connectionResidentBytes")),
            Cell.Of(Window.Of(of, "subscriptionHeapBytes")),
            Cell.Of(Window.Of(of, "subscriptionResidentBytes")),
            Cell.Of(Window.Of(of, "residentBytes") / (1 << 20)),
            Cell.Of(Window.Of(of, "collectMs")),
        ];

        string[] TimeRow(JsonObject of)
        {
            var connections = Window.Of(of, "connections");
            var walks = of["walkMs"]!.AsArray().Select(static ms => ms!.GetValue<double>()).ToList();
            return
            [
                $"{connections:N0}",
                Cell.Of(Window.Of(of, "openSeconds")),
                Cell.Of(Window.Of(of, "openSeconds") / connections * 1e6),
                Cell.Of(Window.Of(of, "subscribeSeconds")),
                Cell.Of(Window.Of(of, "subscribeSeconds") / connections / PerConnection * 1e6),
                Cell.Of(Interval.Of(walks)),
                Cell.Of(Interval.Of(walks).Median / Window.Of(of, "walkFrames") * 1e6),
            ];
        }
    }

    private static int[] Sizes(RunOptions options) => options.Connections is { } asked ? [asked] : Usual;

    private static async Task<JsonObject> MeasureAsync(int connections, Processors processors)
    {
        await using var child = Child.Start(
            "engine",
            processors.Server,
            "dotnet",
            [
                typeof(EngineAtScale).Assembly.Location,
                "engine",
                "--connections", FormattableString.Invariant($"{connections}"),
                "--topics", FormattableString.Invariant($"{Topics}"),
            ]);
        return await child.ExpectAsync("engine");
    }
}
