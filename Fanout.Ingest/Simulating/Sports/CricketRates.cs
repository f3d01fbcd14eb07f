using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>What comes of a thousand deliveries, at about the rates of professional cricket; the rest bring no run.</summary>
/// <param name="HasFreeHit">The delivery after a no-ball cannot take a wicket.</param>
internal sealed record CricketRates(
    int Wickets, int Wides, int NoBalls, int Singles, int Twos, int Threes, int Fours, int Sixes, bool HasFreeHit)
{
    // About 8 runs an over.
    private static readonly CricketRates Twenty = new(52, 32, 5, 385, 62, 4, 108, 46, HasFreeHit: true);

    // About 5.3.
    private static readonly CricketRates OneDay = new(27, 18, 3, 345, 48, 5, 74, 14, HasFreeHit: true);

    // About 3.1, and a wicket every 65 balls.
    private static readonly CricketRates Test = new(15, 3, 6, 172, 38, 7, 51, 5, HasFreeHit: false);

    public static CricketRates Of(Format format) => format.Days > 0 ? Test : format.Overs <= 20 ? Twenty : OneDay;
}
