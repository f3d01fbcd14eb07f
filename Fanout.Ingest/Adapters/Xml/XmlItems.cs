using System.Xml;
using System.Xml.Linq;

namespace Fanout.Ingest.Adapters.Xml;

/// <summary>
/// Reads an XML document of any length item by item: the elements of certain names, wherever they stand. Only one item is in memory at a time.
/// </summary>
/// <remarks>
/// Where the document breaks off or stops being XML, the items before it have been given and <see cref="Failure"/> says what is wrong and where.
/// Alternative that lost: <c>XNode.ReadFrom</c>, which reads an element of any size.
/// </remarks>
internal sealed class XmlItems(XmlReader reader, params IReadOnlyList<string> names) : IDisposable
{
    /// <summary>The largest item that is read, in elements: the squads of a match are about a hundred.</summary>
    public const int ItemElementsMax = 20_000;

    /// <summary>How deep an item may be: its text is gathered by recursion.</summary>
    public const int ItemDepthMax = 64;

    private XElement? _item;

    /// <summary>The item; valid until the next call of <see cref="MoveNext"/>. <see langword="null"/> when it is larger or deeper than allowed.</summary>
    public XElement? Current => _item;

    /// <summary>Name and attributes of the document's root; <see langword="null"/> before there is one.</summary>
    public XElement? Root { get; private set; }

    /// <summary>Where the item begins, such as <c>line 12</c>.</summary>
    public string Place { get; private set; } = "line 1";

    /// <summary>Why the reading ended before the document did; <see langword="null"/>: it did not.</summary>
    public (string Place, string Text)? Failure { get; private set; }

    /// <summary>Goes on to the next item; <see langword="false"/> at the end and at a failure.</summary>
    public bool MoveNext()
    {
        _item = null;
        try
        {
            while (Failure is null && reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element) continue;
                Root ??= Shallow();
                if (!names.Contains(reader.LocalName)) continue;
                Place = LinePlace();
                _item = ReadItem();
                return true;
            }
        }
        catch (XmlException wrong)
        {
            Failure = ($"line {wrong.LineNumber}, column {wrong.LinePosition}", $"breaks off or is not XML from here: {TextOf(wrong)}");
        }
        catch (IOException failure)
        {
            Failure = (LinePlace(), $"cannot be read on: {failure.Message}");
        }

        _item = null;
        return false;
    }

    public void Dispose() => reader.Dispose();

    private XElement? ReadItem()
    {
        var (item, depth, count) = (Shallow(), reader.Depth, 1);
        if (reader.IsEmptyElement) return item;
        var open = item;
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.Depth - depth > ItemDepthMax) count = ItemElementsMax + 1;
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when ++count <= ItemElementsMax:
                    var child = Shallow();
                    open.Add(child);
                    if (!reader.IsEmptyElement) open = child;
                    break;
                case XmlNodeType.EndElement when count <= ItemElementsMax:
                    open = open.Parent!;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when count <= ItemElementsMax:
                    open.Add(reader.Value);
                    break;
            }
        }

        return count <= ItemElementsMax ? item : null;
    }

    // By local names: providers change prefixes and name spaces from year to year, and mean the same.
    private XElement Shallow()
    {
        var element = new XElement(XmlConvert.EncodeLocalName(reader.LocalName));
        while (reader.MoveToNextAttribute())
        {
            if (reader.Prefix != "xmlns" && reader.LocalName != "xmlns")
                element.SetAttributeValue(XmlConvert.EncodeLocalName(reader.LocalName), reader.Value);
        }

        reader.MoveToElement();
        return element;
    }

    private string LinePlace() => reader is IXmlLineInfo lines && lines.HasLineInfo() ? $"line {lines.LineNumber}" : "";

    // The framework's text ends with the line and position, which the place has already.
    private static string TextOf(XmlException wrong) => wrong.Message.Split(" Line ", 2)[0];
}
