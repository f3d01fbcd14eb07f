using Fanout.Perf.Harness;

namespace Fanout.Perf.Scenarios;

/// <summary>Finds the highest rate at which a server still delivers everything in time.</summary>
/// <param name="delayMaxMs">p99 of the delay, at most.</param>
/// <param name="seconds">Length of a window.</param>
internal sealed class Ladder(double delayMaxMs, double seconds)
{
    private const double DeliveredMin = 0.999; // a window ends between two events
    private const double FirstDeliveriesPerSecond = 50_000; // half of what any server here reached
    private const double FineFrom = 0.75;
    private const double AgainFrom = 0.85; // of what it reached in the round before: a step or two below
    private const double FineStep = 1.1; // differences below 15 % are none on the machines this runs on
    private const int StepsMax = 20;

    // A server that joins what is due to a client can hold four times a rate at which there is nothing to join yet.
    private const int DoublingsBeyond = 2;

    private readonly Dictionary<Lane, double> _from = [];

    /// <summary>Doubles until it fails, and fails with more as well: near what the others then look for.</summary>
    public async Task RoughAsync(Lane lane)
    {
        var rate = FirstDeliveriesPerSecond / lane.Topology.DeliveriesPerEvent;
        if (Holds(await TryAsync(lane, rate)))
        {
            for (var step = 0; step < StepsMax && await HoldsBeyondAsync(lane, rate) is { } more; step++)
                rate = more;
        }
        else
        {
            for (var step = 0; step < StepsMax; step++)
            {
                rate /= 2;
                if (Holds(await TryAsync(lane, rate)))
                    break;
            }
        }
        _from[lane] = rate * FineFrom;
    }

    /// <summary>The next rate beyond one that holds; null: none does.</summary>
    private async Task<double?> HoldsBeyondAsync(Lane lane, double rate)
    {
        for (var doubling = 0; doubling <= DoublingsBeyond; doubling++)
        {
            if (Holds(await TryAsync(lane, rate *= 2)))
                return rate;
        }
        return null;
    }

    /// <summary>
    /// Goes up in small steps; the window of the last rate that held, or of the lowest tried if none did. Begins near
    /// where the round before ended.
    /// </summary>
    public async Task<Window> ClimbAsync(Lane lane)
    {
        var rate = _from[lane];
        var best = await TryAsync(lane, rate);
        for (var step = 0; step < StepsMax && !Holds(best); step++)
            best = await TryAsync(lane, rate /= FineStep);
        for (var step = 0; step < StepsMax; step++)
        {
            var next = await TryAsync(lane, rate *= FineStep);
            if (!Holds(next))
                break;
            best = next;
        }
        _from[lane] = best.Rate * AgainFrom;
        return best;
    }

    /// <summary>
    /// A second time where the first did not hold: a moment in which the machine did something else must not end it.
    /// </summary>
    private async Task<Window> TryAsync(Lane lane, double rate)
    {
        var window = await lane.MeasureAsync(rate, seconds);
        return Holds(window) ? window : await lane.MeasureAsync(rate, seconds);
    }

    private bool Holds(Window window) => window.Delivered >= DeliveredMin && window.P99Ms <= delayMaxMs;
}
