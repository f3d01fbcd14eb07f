using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>
/// What an event costs our server before anybody gets it: from the entry of the log to the frame, and waking the loop
/// that delivers it. Read by one client, so that the one delivery is the smallest part of it.
/// </summary>
/// <param name="ProcessorUs">User and system time.</param>
/// <param name="UserUs">User time.</param>
internal readonly record struct EventCost(double ProcessorUs, double UserUs)
{
    // Many, so that what an event takes is far more than what the server takes without any.
    private const double Rate = 500;
    private const double WindowSeconds = 20;
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    public static readonly EventCost Unknown = new(double.NaN, double.NaN);

    public static double Effort(RunOptions options) =>
        Scenarios.Effort.Lane(new Topology(1), options.WarmSeconds) + WindowSeconds + IdleTime.TotalSeconds;

    /// <summary>Measures it.</summary>
    public static async Task<EventCost> MeasureAsync(RunOptions options, Report report)
    {
        await using var lane = await options.StartAsync(AllContenders.Named(AllContenders.Fanout), new Topology(1));
        var window = await lane.MeasureAsync(Rate, WindowSeconds);
        var idle = await IdleAsync(lane); // behind it: by then the compiler has done its work
        var seconds = window.Events / Rate;
        var cost = new EventCost(
            (window.Processor.All - idle.All * seconds) / window.Events * 1e6,
            (window.Processor.User - idle.User * seconds) / window.Events * 1e6);
        report.Table(
            $"An event to one reader, {Rate:0.##} events/s",
            ["server", "CPU µs per event", "user µs per event", "allocated B per event", "CPU ms per second without any"],
            [
                [
                    AllContenders.Fanout,
                    Cell.Of(cost.ProcessorUs),
                    Cell.Of(cost.UserUs),
                    Cell.Of(window.AllocatedPerEvent),
                    Cell.Of(idle.All * 1000),
                ],
            ]);
        report.Say("That is what the pipeline before delivery takes: it is spread over all deliveries of an event, and "
            + "the column \"of which per event\" says what its user time comes to. Neither making the event up nor what "
            + "the server takes without any is part of it.");
        return cost;
    }

    /// <summary>Processor time in a second without events: clocks that tick, and the runtime's own.</summary>
    private static async Task<ProcessorTime> IdleAsync(Lane lane)
    {
        var before = ProcessorTime.Of(lane.Server.Processes);
        await Task.Delay(IdleTime, TimeProvider.System, CancellationToken.None);
        var used = ProcessorTime.Of(lane.Server.Processes) - before;
        return new ProcessorTime(used.User / IdleTime.TotalSeconds, used.System / IdleTime.TotalSeconds);
    }
}
