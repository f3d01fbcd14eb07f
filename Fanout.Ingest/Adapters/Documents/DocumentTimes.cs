namespace Fanout.Ingest.Adapters.Documents;

/// <summary>When things happened in a match whose document has minutes and no times.</summary>
/// <remarks>
/// Every half is taken to last its regular length and a few minutes, every break what it usually does. The numbers depend on nothing that a
/// later document can change, so that the same goal keeps its time.
/// </remarks>
internal static class DocumentTimes
{
    private const int AddedToHalf = 5; // minutes; the leagues' average of both halves since 2023 is 5 to 6
    private const int AddedToExtra = 1;

    /// <summary>The instant so many seconds into a period.</summary>
    public static DateTimeOffset At(DateTimeOffset start, FootballPeriod period, double second)
    {
        var at = start;
        foreach (var earlier in FootballPeriod.All.Take(period.Number)) at += earlier.Break + LengthOf(earlier);
        return at + period.Break + TimeSpan.FromSeconds(second);
    }

    /// <summary>The end of a period.</summary>
    public static DateTimeOffset EndOf(DateTimeOffset start, FootballPeriod period) => At(start, period, LengthOf(period).TotalSeconds);

    private static TimeSpan LengthOf(FootballPeriod period) => TimeSpan.FromMinutes(period.Minutes switch
    {
        45 => 45 + AddedToHalf,
        15 => 15 + AddedToExtra,
        _ => 10, // a shoot-out takes about a minute a kick
    });
}
