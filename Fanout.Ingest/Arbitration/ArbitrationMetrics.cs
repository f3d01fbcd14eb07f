using System.Diagnostics.Metrics;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Log;

namespace Fanout.Ingest.Arbitration;

/// <summary>Numbers about deciding between feeds. Registered once per process.</summary>
internal sealed class ArbitrationMetrics
{
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _views;
    private readonly Histogram<double> _tenure;

    public ArbitrationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(IngestMetrics.MeterName);
        _decisions = meter.CreateCounter<long>(
            "fanout.arbitration.decisions", "{decision}", "Decisions between the feeds of a match, by kind");
        _views = meter.CreateCounter<long>(
            "fanout.arbitration.views", "{view}", "Matches that a feed began to cover beside others, or first");
        _tenure = meter.CreateHistogram<double>(
            "fanout.arbitration.tenure", "s", "How long a feed had been primary when another took over", tags: null,
            advice: DurationBounds.OfTenures);
    }

    /// <summary>The log has this entry.</summary>
    public void Decided(MatchEntry entry)
    {
        foreach (var decision in entry.Public.Arbitration)
        {
            _decisions.Add(1, new KeyValuePair<string, object?>("kind", EnumNames.Of(decision.Kind)));
            if (decision.HeldMs > 0) _tenure.Record(decision.HeldMs / 1000);
        }
        var begun = entry.Writer.Arbitration?.Views.Count(static view => view.Opened || view.Merged) ?? 0;
        if (begun > 0) _views.Add(begun);
    }
}
