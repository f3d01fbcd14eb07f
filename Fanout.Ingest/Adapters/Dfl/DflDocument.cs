using System.Xml.Linq;
using Fanout.Ingest.Adapters.Xml;

namespace Fanout.Ingest.Adapters.Dfl;

/// <summary>One <c>PutDataRequest</c>, read element by element.</summary>
internal static class DflDocument
{
    public const string EventName = "Event";
    public const string InformationName = "MatchInformation";

    /// <summary>An element of a document.</summary>
    /// <param name="Xml">An event, or the information about a match; valid until the next one is asked for.</param>
    /// <param name="SentAt">When the document was sent; <see langword="null"/>: not stated.</param>
    public readonly record struct Item(XElement Xml, DateTimeOffset? SentAt, string Place);

    public static IEnumerable<Item> Read(FeedFile file, Action<ReadProblem> report)
    {
        if (SafeXml.TryOpen(file, report) is not { } reader) yield break;
        using var items = new XmlItems(reader, EventName, InformationName);
        while (items.MoveNext())
        {
            if (items.Current is { } item)
                yield return new Item(item, DflEventReader.TimeOf(items.Root?.AttributeText("MessageTime")), items.Place);
            else
                report(new ReadProblem(ProblemKind.Unreadable, file.Name, items.Place, $"an element of more than {XmlItems.ItemElementsMax} others"));
        }

        if (items.Failure is { } failure) report(new ReadProblem(ProblemKind.Unreadable, file.Name, failure.Place, failure.Text));
    }
}
