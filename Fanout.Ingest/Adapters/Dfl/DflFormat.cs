using Fanout.Ingest.Adapters.Xml;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Dfl;

/// <summary>
/// The event messages and match information of the DFL, made by Sportec Solutions: <c>PutDataRequest</c> documents, live or stored. docs: the
/// data set of Bassek, Rein, Weber and Memmert, “An integrated dataset of spatiotemporal and event data in elite soccer”.
/// </summary>
internal sealed class DflFormat : IFeedFormat
{
    public const string FormatName = "dfl";

    public string Name => FormatName;

    // Positions come in the same envelope; nobody keeps score by them.
    public Likeness Recognise(FeedSample sample)
    {
        var names = XmlOutline.NamesIn(sample);
        return names.Contains("PutDataRequest") && names.Overlaps([DflDocument.EventName, DflDocument.InformationName])
            ? Likeness.Certain
            : Likeness.None;
    }

    public IAdapter Open() => new DflAdapter();

    /// <inheritdoc/>
    /// <remarks>A match is counted from all that was said of it, and squads come before there is anything to tell.</remarks>
    public bool IsRemembered(ReadOnlySpan<byte> message, IReadOnlyList<ScoreEvent> told) => true;
}
