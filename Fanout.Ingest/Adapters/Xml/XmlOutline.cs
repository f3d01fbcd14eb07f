using System.Xml;

namespace Fanout.Ingest.Adapters.Xml;

/// <summary>The element names at the beginning of an XML document, by which its format is recognised without reading it whole.</summary>
internal static class XmlOutline
{
    /// <summary>Distinct local names of elements, the root's included; none where the file is not XML.</summary>
    public static HashSet<string> NamesIn(FeedSample sample)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (!IsLikeXml(sample.Head.Span)) return names;
        try
        {
            using var reader = XmlReader.Create(new ReadOnlyMemoryStream(sample.Head), SafeXml.Settings);
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element) names.Add(reader.LocalName);
            }
        }
        catch (XmlException)
        {
            // Not XML from here on, or the sample ends: what was seen before it still tells the format.
        }

        return names;
    }

    private static bool IsLikeXml(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
        || head.TrimStart(" \t\r\n"u8).StartsWith("<"u8);
}
