using System.Text.Json.Nodes;
using Fanout.Perf.Contenders;

namespace Fanout.Perf.Harness;

/// <summary>
/// One server with its clients, connected once. Windows on several lanes take turns: what else the machine does hits
/// all of them.
/// </summary>
internal sealed class Lane : IAsyncDisposable
{
    private const int ChecksMax = 50;
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan QuietEnough = TimeSpan.FromMilliseconds(500);

    private Lane(IContender contender, Topology topology, RunningServer server, LoadGenerator load, bool calls) =>
        (Contender, Topology, Server, Load, _calls) = (contender, topology, server, load, calls);

    private readonly bool _calls;

    public IContender Contender { get; }

    public Topology Topology { get; }

    public RunningServer Server { get; }

    public LoadGenerator Load { get; }

    /// <summary>Starts the server, connects all clients, and makes sure that every subscription stands.</summary>
    /// <exception cref="HarnessException">Some client does not get what it should.</exception>
    public static async Task<Lane> StartAsync(IContender contender, Topology topology, Processors processors)
    {
        var port = LoadGenerator.FreePort();
        var server = await contender.StartAsync(port, topology, processors.Server);
        try
        {
            var load = await LoadGenerator.StartAsync(
                contender.Name, port, topology, contender.Protocol(topology), processors.Load);
            var lane = new Lane(contender, topology, server, load, SystemCalls.CanCount);
            await lane.CheckAsync();
            return lane;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Publishes for a while and measures until the last delivery has come.</summary>
    /// <param name="rate">Events a second, over all topics.</param>
    /// <param name="seconds">How long.</param>
    public async Task<Window> MeasureAsync(double rate, double seconds)
    {
        await Server.Commanded.AskAsync("begin", "begun");
        await Load.BeginAsync();
        var before = ProcessorTime.Of(Server.Processes);
        var published = await Server.Commanded.AskAsync(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"publish {rate} {seconds}"), "published");
        var expected = Window.Of(published, "events") * Topology.DeliveriesPerEvent;
        var load = await SettleAsync(expected);
        var processor = ProcessorTime.Of(Server.Processes) - before;
        var counted = await Server.Commanded.AskAsync("end");
        if (counted["sourceSeconds"]?.GetValue<double>() is { } source)
            processor = processor with { User = Math.Max(0, processor.User - source) };
        foreach (var (name, value) in published)
            counted[name] = value?.DeepClone();
        if (!Server.Processes.Contains(Server.Commanded.Id))
            counted.Remove("allocatedBytes"); // that is the publisher's, which is not measured
        return new Window(rate, expected, processor, counted, load);
    }

    /// <summary>
    /// System calls per delivery in a window of its own: all, and those that send. NaN where they cannot be counted.
    /// </summary>
    public async Task<(double All, double Sends)> CountCallsAsync(double rate, double seconds)
    {
        if (!_calls)
            return (double.NaN, double.NaN);
        Window? window = null;
        var (all, sends) = await SystemCalls.CountAsync(
            Server.Processes, async () => window = await MeasureAsync(rate, seconds));
        return (all / window!.Deliveries, sends / window.Deliveries);
    }

    public async ValueTask DisposeAsync()
    {
        await Load.DisposeAsync();
        await Server.DisposeAsync();
    }

    /// <summary>Publishes each topic once until every client gets all of its topics.</summary>
    private async Task CheckAsync()
    {
        Window? window = null;
        for (var check = 0; check < ChecksMax; check++)
        {
            window = await MeasureAsync(Topology.Topics * 2, 0.5);
            if (window.Deliveries >= window.Expected)
                return;
        }
        throw new HarnessException(
            $"{Contender.Name}: {window!.Deliveries} of {window.Expected} deliveries came; {Load.Connected}");
    }

    /// <summary>Waits until all that is expected has come, or nothing has for a while.</summary>
    private async Task<JsonObject> SettleAsync(double expected)
    {
        var (seen, since) = (-1.0, TimeProvider.System.GetTimestamp());
        while (true)
        {
            var load = await Load.CountAsync();
            var deliveries = Window.Of(load, "deliveries");
            if (deliveries >= expected)
                return load;
            if (deliveries > seen)
                (seen, since) = (deliveries, TimeProvider.System.GetTimestamp());
            else if (TimeProvider.System.GetElapsedTime(since) > QuietEnough)
                return load;
            await Task.Delay(CheckEvery, TimeProvider.System, CancellationToken.None);
        }
    }
}
