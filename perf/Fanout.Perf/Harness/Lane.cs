using System.Text.Json.Nodes;
using Fanout.Perf.Contenders;
using Fanout.Perf.Driving;

namespace Fanout.Perf.Harness;

/// <summary>
/// One server with its clients, connected once. Windows on several lanes take turns: what else the machine does hits
/// all of them.
/// </summary>
internal sealed class Lane : IAsyncDisposable
{
    private const int ChecksMax = 50;
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan QuietEnough = TimeSpan.FromMilliseconds(1500);

    // Half of what any server here delivered, so that all of them are through with it in time.
    private const double WarmDeliveriesPerSecond = 50_000;
    private const double WarmEventsPerSecondMax = 2000;

    // From the answer of a server that has prepared to its first event.
    private const double LeadSeconds = 0.25;
    private const double CallsLeadSeconds = 0.75; // perf attaches meanwhile

    /// <summary>A runtime compiles anew what is called often once nothing new was compiled for 100 ms.</summary>
    private static readonly TimeSpan CompilersPause = TimeSpan.FromSeconds(1);

    private Lane(
        IContender contender, Topology topology, int port, RunningServer server, LoadGenerator load, bool calls) =>
        (Contender, Topology, Port, Server, Load, _calls) = (contender, topology, port, server, load, calls);

    private readonly bool _calls;

    public IContender Contender { get; }

    public Topology Topology { get; }

    /// <summary>Of the server, on loopback.</summary>
    public int Port { get; }

    public RunningServer Server { get; }

    public LoadGenerator Load { get; }

    /// <summary>
    /// Starts the server, connects all clients, makes sure that every subscription stands, and publishes for a while.
    /// </summary>
    /// <param name="contender">The server.</param>
    /// <param name="topology">Who reads what.</param>
    /// <param name="processors">Where both run.</param>
    /// <param name="warmSeconds">
    /// How long: until a runtime that compiles while it runs has come to its best code. The same for every server.
    /// </param>
    /// <exception cref="HarnessException">Some client does not get what it should.</exception>
    public static async Task<Lane> StartAsync(
        IContender contender, Topology topology, Processors processors, double warmSeconds)
    {
        var port = LoadGenerator.FreePort();
        var server = await contender.StartAsync(port, topology, processors.Server);
        try
        {
            var load = await LoadGenerator.StartAsync(
                contender.Name, port, topology, contender.Protocol(topology), processors.Load);
            var lane = new Lane(contender, topology, port, server, load, SystemCalls.CanCount);
            await lane.CheckAsync();
            await lane.WarmAsync(warmSeconds);
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
    public async Task<Window> MeasureAsync(double rate, double seconds) =>
        await MeasurePreparedAsync(rate, seconds, await PrepareAsync(rate, seconds, LeadSeconds));

    /// <summary>As <see cref="MeasureAsync"/>, but events are made up within the window.</summary>
    public async Task<Window> MeasureAtOnceAsync(double rate, double seconds)
    {
        await BeginAsync();
        return await MeasureBegunAsync(rate, seconds);
    }

    /// <summary>
    /// System calls per delivery in a window of its own: all, and those that send. NaN where they cannot be counted.
    /// </summary>
    public async Task<(double All, double Sends)> CountCallsAsync(double rate, double seconds)
    {
        if (!_calls)
            return (double.NaN, double.NaN);
        Window? window = null;
        var startUs = await PrepareAsync(rate, seconds, CallsLeadSeconds);
        var (all, sends) = await SystemCalls.CountAsync(
            Server.Processes, async () => window = await MeasurePreparedAsync(rate, seconds, startUs));
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

    /// <summary>Whole rounds of the topics, so that all stand at one sequence afterwards.</summary>
    private async Task WarmAsync(double seconds)
    {
        if (seconds <= 0)
            return;
        var rate = Math.Min(WarmDeliveriesPerSecond / Topology.DeliveriesPerEvent, WarmEventsPerSecondMax);
        var events = Math.Ceiling(rate * seconds / Topology.Topics) * Topology.Topics;
        await MeasureAsync(events / seconds, seconds);
        await Task.Delay(CompilersPause, TimeProvider.System, CancellationToken.None);
    }

    /// <summary>
    /// Lets the server make its events before the window begins: its processor is for delivering them, and not all
    /// servers make any. When the first is due, in microseconds since 1970.
    /// </summary>
    private async Task<double> PrepareAsync(double rate, double seconds, double leadSeconds)
    {
        if (!Server.Prepares)
            return double.PositiveInfinity;
        var prepared = await Server.Commanded.AskAsync(
            FormattableString.Invariant($"prepare {rate} {seconds} {leadSeconds}"), "prepared");
        return Window.Of(prepared, "startUs");
    }

    private async Task BeginAsync()
    {
        await Server.Commanded.AskAsync("begin", "begun");
        await Load.BeginAsync();
    }

    private async Task<Window> MeasurePreparedAsync(double rate, double seconds, double startUs)
    {
        await BeginAsync();
        while (UnixClock.NowUs > startUs) // the machine did something else
        {
            startUs = await PrepareAsync(rate, seconds, CallsLeadSeconds);
            await BeginAsync();
        }
        return await MeasureBegunAsync(rate, seconds);
    }

    private async Task<Window> MeasureBegunAsync(double rate, double seconds)
    {
        var before = Each();
        var published = await Server.Commanded.AskAsync(
            FormattableString.Invariant($"publish {rate} {seconds}"), "published");
        var expected = Window.Of(published, "events") * Topology.DeliveriesPerEvent;
        var load = await SettleAsync(expected);
        var processor = Each().Zip(before, static (now, begun) => now - begun).ToList();
        var counted = await Server.Commanded.AskAsync("end");
        foreach (var (name, value) in published)
            counted[name] = value?.DeepClone();
        if (!Server.Processes.Contains(Server.Commanded.Id))
            counted.Remove("allocatedBytes"); // that is the publisher's, which is not measured
        return new Window(rate, expected, processor, counted, load);
    }

    private List<ProcessorTime> Each() => [.. Server.Processes.Select(static process => ProcessorTime.Of([process]))];

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
