using System.Globalization;

namespace Fanout.Ingest.Adapters.Baseball;

/// <summary>One side's turn at bat.</summary>
/// <param name="Inning">From 1.</param>
/// <param name="Bottom">It is the second of the inning.</param>
/// <param name="HomeBats">Usually in the bottom; not where the home side bats first.</param>
internal readonly record struct HalfInning(int Inning, bool Bottom, bool HomeBats)
{
    /// <summary>More innings than our phases have, and three times as many as a game ever had.</summary>
    public const int InningMax = 99;

    public string Phase => string.Create(CultureInfo.InvariantCulture, $"{Inning}{(Bottom ? 'B' : 'T')}");

    public bool IsBefore(HalfInning other) => (Inning, Bottom).CompareTo((other.Inning, other.Bottom)) < 0;
}
