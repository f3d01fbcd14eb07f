using Fanout.Ingest.Adapters.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Wyscout;

/// <summary>
/// Wyscout v2 JSON: events in playing order in files of one match or of many, and beside them, or in the same file, lists of matches, teams,
/// players and competitions. docs: apidocs.wyscout.com, and the public data set of Pappalardo et al. (Sci Data 6, 236).
/// </summary>
internal sealed class WyscoutFormat : IFeedFormat
{
    public const string FormatName = "wyscout";

    // File → array or object → object of teams, lists of players → wrapper → the fact itself.
    private const int NameDepthMax = 5;

    public string Name => FormatName;

    public Likeness Recognise(FeedSample sample)
    {
        var names = JsonOutline.NamesIn(sample, NameDepthMax);
        if (names.Contains("eventSec") && names.Contains("matchPeriod")) return Likeness.Certain;
        if (!names.Contains("wyId")) return Likeness.None;
        return names.Overlaps(["teamsData", "officialName", "passportArea", "shortName", "area"]) ? Likeness.Certain : Likeness.Possible;
    }

    public IAdapter Open() => new WyscoutAdapter();

    /// <inheritdoc/>
    /// <remarks>Its files are told when they are read together, and never compared.</remarks>
    public bool IsRemembered(ReadOnlySpan<byte> message, IReadOnlyList<ScoreEvent> told) => false;
}
