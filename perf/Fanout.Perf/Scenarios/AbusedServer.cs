using Fanout.Perf.Abuse;
using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;
using Fanout.Perf.Logs;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>What good readers notice of bad peers, and what those cost the server.</summary>
internal sealed class AbusedServer : IScenario
{
    private const int ReadersUsual = 2000;
    private const int Matches = 100;
    private const int PerReader = 5;
    private const double RateUsual = 20;
    private const double SecondsUsual = 10;
    private const double Kib = 1024;
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(3); // an attack is under way when the window begins

    private static readonly Dictionary<string, string> Settings = new()
    {
        // Set, so that they hold for loopback, too.
        ["FANOUT__DELIVERY__CONNECTIONSPERADDRESS"] = "2500",
        ["FANOUT__DELIVERY__HANDSHAKESPERSECONDPERADDRESS"] = "500",
    };

    private static readonly string[] Heads =
        ["", "bad peers", "good readers: delivered", "p50 ms", "p99 ms", "max ms", "server: % of a processor", "RSS MiB after it"];

    public string Name => "abuse";

    public string Title => "Bad peers beside good readers";

    public double Seconds(RunOptions options) => Effort.Lane(TopologyOf(options), options.WarmSeconds)
        + Effort.Windows(Attacks.All([]).Count * 2 + 1, (options.Seconds ?? SecondsUsual) + Lead.TotalSeconds);

    public async Task RunAsync(RunOptions options, Report report)
    {
        var (rate, seconds) = (options.Rate ?? RateUsual, options.Seconds ?? SecondsUsual);
        var traffic = new FeedTraffic(Skew.Even, Matches);
        var topology = TopologyOf(options);
        await using var lane = await options.StartAsync(new PushedContender(LogSetup.Embedded, traffic, settings: Settings), topology);
        var rows = new List<string[]> { Row("nobody", "", await lane.MeasureAsync(rate, seconds), seconds, lane) };
        var answers = new List<string[]>();
        foreach (var attack in Attacks.All(Enumerable.Range(0, Matches).Select(match => $"match/{traffic.IdOf(match)}")))
        {
            Console.WriteLine(attack.Name);
            using var stop = new CancellationTokenSource();
            var running = attack.RunAsync(lane.Port, stop.Token);
            await Task.Delay(Lead, TimeProvider.System, CancellationToken.None);
            rows.Add(Row(attack.Name, $"{attack.Peers:N0}", await lane.MeasureAsync(rate, seconds), seconds, lane));
            await stop.CancelAsync();
            await running;
            rows.Add(Row("… and after it", "", await lane.MeasureAsync(rate, seconds), seconds, lane));
            answers.Add([attack.Name, attack.Counted]);
        }

        report.Say($"A server as it is run, with {topology.Connections:N0} good readers of {PerReader} of {Matches} `match/` topics each; {rate:0.#} events/s "
            + $"are pushed over HTTP, windows of {seconds:0} s. Bad peers come from eight other addresses of loopback, {Lead.TotalSeconds:0} s before a window begins, "
            + "and whoever is thrown out or refused begins anew 5 ms later, whatever it was told. An address may have 2,500 connections and 500 handshakes a second; "
            + "all else is as it is by default. Bad peers, the feed and the good readers' own program share a processor, which is a part of the delay that they see; "
            + "the server has the other one.");
        report.Table("What good readers see", Heads, rows);
        report.Table("What became of the bad peers", ["", "in its time"], answers);
    }

    private static Topology TopologyOf(RunOptions options) => new(options.Connections ?? ReadersUsual, Matches, PerReader);

    private static string[] Row(string name, string peers, Window window, double seconds, Lane lane) =>
    [
        name,
        peers,
        $"{window.Delivered:P2}",
        Cell.Of(window.P50Ms),
        Cell.Of(window.P99Ms),
        Cell.Of(window.MaxMs),
        Cell.Of(window.Processor.All / seconds * 100),
        Cell.Of(ProcessMemory.Of(lane.Server.Processes[0]).Resident / Kib),
    ];
}
