using System.Globalization;
using System.Xml.Linq;
using Fanout.Ingest.Adapters.Xml;

namespace Fanout.Ingest.Adapters.Uof;

/// <summary>The clock of a match: it stops at the end of a half while <c>stoppage_time</c> goes on.</summary>
/// <param name="Shown">What the sport's clock shows, added time included.</param>
/// <param name="AddedMinutes">As announced; 0: not announced.</param>
internal readonly record struct UofClock(TimeSpan Shown, bool IsStopped, uint AddedMinutes)
{
    private const int MinutesMax = 200;

    public static UofClock? Read(XElement? xml)
    {
        if (xml is null || TimeOf(xml.AttributeText("match_time")) is not { } time) return null;
        var added = TimeOf(xml.AttributeText("stoppage_time_announced")) is { } announced ? (uint)Math.Min(60, announced.TotalMinutes) : 0;
        var shown = time + (TimeOf(xml.AttributeText("stoppage_time")) ?? TimeSpan.Zero);
        return new UofClock(shown, LenientXml.FlagOf(xml.AttributeText("stopped")) == true, added);
    }

    private static TimeSpan? TimeOf(string? text) =>
        text?.Split(':') is [var minutes, var seconds]
        && int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var minute) && minute <= MinutesMax
        && int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var second) && second < 60
            ? new TimeSpan(0, minute, second)
            : null;
}
