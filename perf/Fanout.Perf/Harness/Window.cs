using System.Text.Json.Nodes;

namespace Fanout.Perf.Harness;

/// <summary>What was measured of one server over one stretch of time.</summary>
/// <param name="Rate">Events a second that were asked for.</param>
/// <param name="Expected">Deliveries that all events should make.</param>
/// <param name="Each">Processor time of each of the server's processes; events were made up before.</param>
/// <param name="Server">What the server said.</param>
/// <param name="Load">What the load generator said.</param>
internal sealed record Window(
    double Rate, double Expected, IReadOnlyList<ProcessorTime> Each, JsonObject Server, JsonObject Load)
{
    /// <summary>Processor time of all of them.</summary>
    public ProcessorTime Processor => Each.Aggregate(static (sum, one) => sum + one);

    public double Events => Of(Server, "events");

    public double Deliveries => Of(Load, "deliveries");

    /// <summary>From when the first event was due to the last delivery.</summary>
    public double DeliveriesPerSecond =>
        Deliveries / ((Of(Load, "lastAtUs") - Of(Server, "lastUs")) / 1e6 + (Events - 1) / Rate);

    /// <summary>Share of the deliveries that came.</summary>
    public double Delivered => Deliveries / Expected;

    /// <summary>Processor seconds per million deliveries.</summary>
    public double SecondsPerMillion => Processor.All / Deliveries * 1e6;

    /// <summary>User-mode microseconds per delivery.</summary>
    public double UserUs => Processor.User / Deliveries * 1e6;

    public double P50Ms => Of(Load, "p50Ms");

    public double P99Ms => Of(Load, "p99Ms");

    public double MaxMs => Of(Load, "maxMs");

    /// <summary>
    /// Median over the events of how long the last reader waited; NaN where there were too many events.
    /// </summary>
    public double LastMs => Of(Load, "lastMedianMs") is var last and >= 0 ? last : double.NaN;

    /// <summary>Bytes on the wire per delivery, without what lies below WebSocket.</summary>
    public double WireBytes => Of(Load, "bytes") / Deliveries;

    /// <summary>Managed bytes allocated per event; NaN for a server without any.</summary>
    public double AllocatedPerEvent => Of(Server, "allocatedBytes") / Events;

    /// <summary>A member of a line of JSON; NaN where it is missing.</summary>
    public static double Of(JsonObject line, string name) => line[name]?.GetValue<double>() ?? double.NaN;

    public JsonObject ToJson() => new()
    {
        ["rate"] = Rate,
        ["expected"] = Expected,
        ["userSeconds"] = Processor.User,
        ["systemSeconds"] = Processor.System,
        ["server"] = Server.DeepClone(),
        ["load"] = Load.DeepClone(),
    };
}
