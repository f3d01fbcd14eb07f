using Fanout.Ingest.Adapters.Json;
using Fanout.Ingest.Adapters.Xml;

namespace Fanout.Ingest.Adapters.OpenLigaDb;

/// <summary>
/// OpenLigaDB: the matches of a match day, a group or a team, as JSON (api.openligadb.de) or in the SOAP answers that came before it. A polled
/// document that a community types in by hand.
/// </summary>
internal sealed class OpenLigaFormat : IFeedFormat
{
    public const string FormatName = "openligadb";

    private static readonly string[] Parts = ["matchResults", "goals", "team1", "nameTeam1"];

    public string Name => FormatName;

    public Likeness Recognise(FeedSample sample)
    {
        // A match stands at the top or in an array, with its parts beside its id.
        var names = XmlOutline.NamesIn(sample);
        if (names.Count == 0) names = JsonOutline.NamesIn(sample, depthMax: 2);
        var known = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return known.Contains("matchID") && known.Overlaps(Parts) && known.Overlaps(["matchDateTime", "matchDateTimeUTC", "matchIsFinished"])
            ? Likeness.Certain
            : Likeness.None;
    }

    public IAdapter Open() => new OpenLigaAdapter();
}
