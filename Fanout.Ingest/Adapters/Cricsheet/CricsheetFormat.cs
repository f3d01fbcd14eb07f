using System.Text;
using Fanout.Ingest.Adapters.Json;

namespace Fanout.Ingest.Adapters.Cricsheet;

/// <summary>
/// Ball-by-ball cricket of cricsheet.org, a match a document, in JSON (1.x) and in the older YAML (0.x), which say the same by other names.
/// docs: cricsheet.org/format/json, cricsheet.org/format/yaml.
/// </summary>
internal sealed class CricsheetFormat : IFeedFormat
{
    public const string FormatName = "cricsheet";

    // innings → innings[] → overs → overs[] → deliveries
    private const int NameDepthMax = 5;

    public string Name => FormatName;

    public Likeness Recognise(FeedSample sample) =>
        sample.Head.Span.TrimStart(" \t\r\n"u8).StartsWith("{"u8) ? RecogniseJson(sample) : RecogniseYaml(sample);

    public IAdapter Open() => new CricsheetAdapter();

    private static Likeness RecogniseJson(FeedSample sample)
    {
        var names = JsonOutline.NamesIn(sample, NameDepthMax);
        if (names.IsSupersetOf(["data_version", "info", "match_type"])) return Likeness.Certain;
        return names.IsSupersetOf(["innings", "overs", "deliveries"]) ? Likeness.Certain : Likeness.None;
    }

    /// <summary>By the names at the left edge of the text, and the first ones within.</summary>
    private static Likeness RecogniseYaml(FeedSample sample)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(sample.Head.Span).Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) names.Add(line[..colon].Trim(' ', '-'));
        }

        if (names.IsSupersetOf(["data_version", "info", "match_type"])) return Likeness.Certain;
        return names.IsSupersetOf(["innings", "deliveries", "non_striker"]) ? Likeness.Certain : Likeness.None;
    }
}
