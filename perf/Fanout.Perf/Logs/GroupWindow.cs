using System.Text.Json.Nodes;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Logs;

/// <summary>What some of the readers got in a window.</summary>
/// <param name="EventsPerSecond">Of their matches.</param>
/// <param name="Expected">Deliveries that these should make.</param>
/// <param name="Load">What their load generator said.</param>
internal sealed record GroupWindow(double EventsPerSecond, double Expected, JsonObject Load)
{
    public double Deliveries => Window.Of(Load, "deliveries");

    public double P50Ms => Window.Of(Load, "p50Ms");

    public double P99Ms => Window.Of(Load, "p99Ms");

    public double MaxMs => Window.Of(Load, "maxMs");

    public JsonObject ToJson() =>
        new() { ["eventsPerSecond"] = EventsPerSecond, ["expected"] = Expected, ["load"] = Load.DeepClone() };
}
