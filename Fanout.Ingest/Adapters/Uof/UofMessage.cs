using System.Xml.Linq;
using Fanout.Ingest.Adapters.Xml;

namespace Fanout.Ingest.Adapters.Uof;

/// <summary>One message.</summary>
/// <param name="Xml">Its root.</param>
/// <param name="RoutingKey"><c>priority.prematch.live.type.sport.event.node</c>; <see langword="null"/>: not known.</param>
internal sealed record UofMessage(XElement Xml, string? RoutingKey, ReadPlace Place)
{
    private const int SportPart = 4;

    // 1970 to 2286: thirteen digits at most.
    private const long TimestampMax = 9_999_999_999_999;

    public string Kind => Xml.Name.LocalName;

    /// <summary>The match; <see langword="null"/> for a message about none.</summary>
    public string? EventId => Xml.AttributeText("event_id");

    /// <summary>The producer: live odds, pre-match odds…; 0: not stated.</summary>
    public long Product => LenientXml.WholeOf(Xml.AttributeText("product")) ?? 0;

    /// <summary>When it was made; <see langword="null"/>: not stated, or no time.</summary>
    public DateTimeOffset? Time =>
        LenientXml.WholeOf(Xml.AttributeText("timestamp")) is >= 0 and <= TimestampMax and var ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    /// <summary>The sport's number; <see langword="null"/>: not stated. 1 is football.</summary>
    public long? Sport => RoutingKey?.Split('.') is { Length: > SportPart } parts ? LenientXml.WholeOf(parts[SportPart]) : null;
}
