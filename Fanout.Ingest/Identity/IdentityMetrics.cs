using System.Diagnostics.Metrics;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Identity;

/// <summary>Numbers about names of matches. Registered once per process.</summary>
internal sealed class IdentityMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _decided;
    private readonly Counter<long> _proposed;
    private readonly Counter<long> _tableFaults;

    public IdentityMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(IngestMetrics.MeterName);
        _decided = _meter.CreateCounter<long>("fanout.identity.decided", "{name}", "Names of feeds of which it was decided what they stand for, by how");
        _proposed = _meter.CreateCounter<long>("fanout.identity.proposed", "{proposal}", "Matches proposed to people as one");
        _tableFaults = _meter.CreateCounter<long>("fanout.identity.table.faults", "{table}", "Changed tables that could not be used");
    }

    /// <summary>Says where the open proposals are; once.</summary>
    public void Observe(Func<int> open) => _meter.CreateObservableGauge(
        "fanout.identity.open", open, "{proposal}", "Proposals that wait for somebody");

    public void Decided(MappedName.Types.How how) => _decided.Add(1, Tag(WordOf(how)));

    public void Rejected() => _decided.Add(1, Tag("rejected"));

    public void Proposed(int count) => _proposed.Add(count);

    public void TableFaulty() => _tableFaults.Add(1);

    public static string WordOf(MappedName.Types.How how) => how switch
    {
        MappedName.Types.How.Own => "own",
        MappedName.Types.How.Table => "table",
        MappedName.Types.How.SameName => "same_name",
        MappedName.Types.How.Score => "score",
        MappedName.Types.How.Confirmed => "confirmed",
        MappedName.Types.How.Moved => "moved",
        MappedName.Types.How.Stated => "stated",
        _ => "unknown",
    };

    private static KeyValuePair<string, object?> Tag(string how) => new("how", how);
}
