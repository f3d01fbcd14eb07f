namespace Fanout.Ingest.Adapters;

/// <summary>Bounds of the times that providers state: beyond them is a slip, and no room to count minutes from it.</summary>
internal static class ProviderTime
{
    private const int YearMin = 1850; // the first football club is of 1857
    private const int YearMax = 2200;

    public static bool IsPlausible(int year) => year is >= YearMin and <= YearMax;
}
