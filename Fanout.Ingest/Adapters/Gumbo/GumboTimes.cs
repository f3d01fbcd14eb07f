using System.Globalization;

namespace Fanout.Ingest.Adapters.Gumbo;

/// <summary>Times as the documents write them.</summary>
internal static class GumboTimes
{
    /// <summary>A timecode, UTC: <c>20190504_171000</c>.</summary>
    public static DateTimeOffset? OfCode(string code) =>
        DateTimeOffset.TryParseExact(code, "yyyyMMdd_HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>A time as in RFC 3339; UTC where no zone is stated.</summary>
    public static DateTimeOffset? OfText(string? text) =>
        text is { Length: >= 10 } && text[4] == '-'
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
}
