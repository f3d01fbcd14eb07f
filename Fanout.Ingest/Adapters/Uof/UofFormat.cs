using System.Text;
using Fanout.Ingest.Adapters.Json;
using Fanout.Ingest.Adapters.Xml;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Uof;

/// <summary>
/// A betting feed's message stream in the shape of the publicly documented unified odds feed: XML messages with a heartbeat and recovery, one at
/// a time as AMQP brings them, or recorded as JSON lines with their routing keys; and the fixtures and summaries that name the sides.
/// </summary>
internal sealed class UofFormat : IFeedFormat
{
    public const string FormatName = "uof";

    public string Name => FormatName;

    public Likeness Recognise(FeedSample sample)
    {
        var elements = XmlOutline.NamesIn(sample);
        if (elements.Count > 0) return RecogniseXml(elements, sample);
        return JsonOutline.NamesIn(sample, depthMax: 1).IsSupersetOf(["routing_key", "xml"]) ? Likeness.Certain : Likeness.None;
    }

    public IAdapter Open() => new UofAdapter();

    /// <inheritdoc/>
    /// <remarks>All but heartbeats, unless one ends or begins a silence.</remarks>
    public bool IsRemembered(ReadOnlySpan<byte> message, IReadOnlyList<ScoreEvent> told) =>
        told.Any(static one => one.Heartbeat is null) || message.IndexOf("<alive"u8) < 0;

    private static Likeness RecogniseXml(HashSet<string> elements, FeedSample sample)
    {
        if (elements.Overlaps(UofDocument.Listings)) return elements.Contains("competitor") ? Likeness.Certain : Likeness.None;
        // A message is small: where its root has no end in the sample, its producer still stands at its beginning.
        return elements.Overlaps(UofDocument.Messages) && Encoding.UTF8.GetString(sample.Head.Span).Contains("product=", StringComparison.Ordinal)
            ? Likeness.Certain
            : Likeness.None;
    }
}
