using System.Globalization;
using System.Xml.Linq;

namespace Fanout.Ingest.Adapters.Xml;

/// <summary>Looks into XML that somebody else wrote: what is missing, empty or of another kind than expected is <see langword="null"/>.</summary>
internal static class LenientXml
{
    /// <summary>An attribute's text, trimmed; <see langword="null"/> when there is none in it.</summary>
    public static string? AttributeText(this XElement element, string name) => Full(element.Attribute((XName)name)?.Value);

    /// <summary>The first child of that name, whatever the case of its letters.</summary>
    public static XElement? Child(this XElement element, string name) =>
        element.Elements().FirstOrDefault(child => string.Equals(child.Name.LocalName, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The text of a child, trimmed; <see langword="null"/> when there is none in it.</summary>
    public static string? Text(this XElement element, string name) => Full(element.Child(name)?.Value);

    public static long? Whole(this XElement element, string name) => WholeOf(element.Text(name));

    public static bool? Flag(this XElement element, string name) => FlagOf(element.Text(name));

    /// <summary>A whole number, with or without decimals of zero.</summary>
    public static long? WholeOf(string? text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number == decimal.Truncate(number) && Math.Abs(number) < 1L << 53
            ? (long)number
            : null;

    public static bool? FlagOf(string? text) => text?.ToUpperInvariant() switch
    {
        "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        _ => null,
    };

    private static string? Full(string? text) => text?.Trim() is { Length: > 0 } full ? full : null;
}
