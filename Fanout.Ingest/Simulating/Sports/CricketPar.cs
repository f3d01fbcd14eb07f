namespace Fanout.Ingest.Simulating.Sports;

/// <summary>
/// What a side that lost overs to rain has to make. A simple approach of our own, in the spirit of resources: a side has what its overs and its wickets
/// let it have together. It is not the Duckworth–Lewis–Stern method and none of its tables.
/// </summary>
/// <remarks>
/// The resources of <c>b</c> balls with <c>k</c> wickets in hand are <c>b · 48k ÷ (b + 48k)</c>: where many balls are left wickets are the limit, eight
/// overs each; where few are left, balls are. They are counted in ten-thousandths of those with which a whole innings begins.
/// </remarks>
internal static class CricketPar
{
    public const int Whole = 10_000;

    private const int Wickets = 10;
    private const int BallsPerWicket = 48;

    /// <param name="balls">Legal balls that are left.</param>
    /// <param name="wickets">Wickets that fell.</param>
    /// <param name="ballsOfWhole">Of an innings that loses nothing.</param>
    public static int Resources(int balls, int wickets, int ballsOfWhole) =>
        (int)(Together(balls, Wickets - wickets) * Whole / Together(ballsOfWhole, Wickets));

    /// <summary>The most runs with which the second side does not win: those of the first, in proportion to the resources of both.</summary>
    public static int Par(int runs, int resourcesOfFirst, int resourcesOfSecond) => runs * resourcesOfSecond / resourcesOfFirst;

    private static long Together(long balls, long wickets) =>
        balls + wickets == 0 ? 0 : balls * BallsPerWicket * wickets * 1000 / (balls + (BallsPerWicket * wickets));
}
