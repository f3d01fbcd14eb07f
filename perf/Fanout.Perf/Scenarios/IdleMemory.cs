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
    private const int Topics = ManySubscriptions * 10; // in every case, so that they are no part of subscriptions
    private const double Rounds = 6; // of all topics, in every case: what topics keep is no part of connections
    private const double RoundsSeconds = 3;
    private const int IdleSeconds = 20; // what a burst needed is let go of by then
    private const double DeliveriesPerSecond = 200_000; // as seen; for the estimate alone

    private static readonly int[] Usual = [10_000, 19_000];
    private static readonly string[] Servers = [AllContenders.Floor, AllContenders.Fanout, AllContenders.FanoutPipes];

    private static readonly string[] Heads =
    [
        "server", "connections", "subscriptions each", "RSS KiB per connection", "private KiB per connection",
        "managed heap B per connection", "RSS B per further subscription", "heap B per further subscription",
    ];

    public string Name => "idle";

    public string Title => "Idle connections that are subscribed";

    public double Seconds(RunOptions options) => options.Present(Servers).Count
        * Subscriptions.Sum(subscriptions => Sizes(options).Append(FewConnections).Sum(connections =>
            Effort.Lane(new Topology(connections, Topics, subscriptions), warmSeconds: 0)
            + RoundsSeconds + IdleSeconds + Rounds * connections * subscriptions / DeliveriesPerSecond));

    public async Task RunAsync(RunOptions options, Report report)
    {
        report.Say($"Growth of the server's process from {FewConnections} connections on, after every topic was "
            + $"published {Rounds} times, nothing happened for {IdleSeconds} s and garbage was collected; socket memory of the kernel is not part of it. "
            + $"\"{AllContenders.FanoutPipes}\" is the same server on the web server's pipes.");
        var rows = new List<string[]>();
        foreach (var contender in options.Contenders(Servers))
            rows.AddRange(await RowsAsync(contender, options));
        report.Table("Memory", Heads, rows);
    }

    private static IEnumerable<int> Subscriptions => [1, ManySubscriptions];

    private static int[] Sizes(RunOptions options) => options.Connections is { } asked ? [asked] : Usual;

    private static async Task<List<string[]>> RowsAsync(IContender contender, RunOptions options)
    {
        var few = new Dictionary<int, Usage>();
        foreach (var subscriptions in Subscriptions)
            few[subscriptions] = await MeasureAsync(contender, FewConnections, subscriptions, options);
        var rows = new List<string[]>();
        foreach (var connections in Sizes(options))
        {
            Usage one = default;
            foreach (var subscriptions in Subscriptions)
            {
                var all = await MeasureAsync(contender, connections, subscriptions, options);
                var each = (all - few[subscriptions]) / (connections - FewConnections);
                rows.Add(Row(contender, connections, subscriptions, each, one));
                one = each;
            }
        }
        return rows;
    }

    private static string[] Row(IContender contender, int connections, int subscriptions, Usage each, Usage one)
    {
        var further = (each - one) / (subscriptions - 1);
        return
        [
            contender.Name,
            $"{connections:N0}",
            $"{subscriptions}",
            Cell.Of(each.Resident / 1024),
            Cell.Of(each.Private / 1024),
            Cell.Of(each.Heap),
            subscriptions == 1 ? "" : Cell.Of(further.Resident),
            subscriptions == 1 ? "" : Cell.Of(further.Heap),
        ];
    }

    private static async Task<Usage> MeasureAsync(
        IContender contender, int connections, int subscriptions, RunOptions options)
    {
        Console.WriteLine($"{contender.Name}: {connections:N0} connections × {subscriptions}");
        var topology = new Topology(connections, Topics, subscriptions);
        await using var lane = await Lane.StartAsync(contender, topology, options.Processors, warmSeconds: 0);
        await lane.MeasureAsync(Rounds * Topics / RoundsSeconds, RoundsSeconds);
        await Task.Delay(TimeSpan.FromSeconds(IdleSeconds), TimeProvider.System);
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
