using System.Text;
using Fanout.Ingest.Adapters.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Gumbo;

/// <summary>
/// One document for a whole baseball game, as MLB's GUMBO has it (<c>gamePk</c>, <c>gameData</c>, <c>liveData</c>), and the steps that lead from one
/// state of it to the next: lists of JSON Patch operations, or the document again.
/// </summary>
internal sealed class GumboFormat : IFeedFormat
{
    public const string FormatName = "gumbo-style";

    // Document → its parts; list → step → operation → its path.
    private const int NameDepthMax = 4;

    public string Name => FormatName;

    public Likeness Recognise(FeedSample sample)
    {
        var names = JsonOutline.NamesIn(sample, NameDepthMax);
        if (names.Contains("gamePk") && names.Overlaps(["gameData", "liveData"])) return Likeness.Certain;
        if (names.Contains("gameData") && names.Contains("liveData")) return Likeness.Certain;
        if (!names.Contains("diff") && !names.IsSupersetOf(["op", "path"])) return Likeness.None;
        var text = Encoding.UTF8.GetString(sample.Head.Span);
        string[] places = ["\"/liveData/", "\"/gameData/", "\"/metaData/"];
        return places.Any(place => text.Contains(place, StringComparison.Ordinal)) ? Likeness.Certain : Likeness.None;
    }

    public IAdapter Open() => new GumboAdapter();

    /// <inheritdoc/>
    /// <remarks>A step changes the document that the one before it left, whether anybody sees that or not.</remarks>
    public bool IsRemembered(ReadOnlySpan<byte> message, IReadOnlyList<ScoreEvent> told) => true;
}
