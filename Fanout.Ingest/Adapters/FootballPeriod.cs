using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters;

/// <summary>A period of a football match: its phase, the break before it, and what the clock shows in it.</summary>
/// <param name="Number">Place in playing order, from 0.</param>
/// <param name="Wait">Phase of the break before it; empty before the first.</param>
/// <param name="Break">How long that break usually is, for sources that do not say (Laws of the Game, law 7, and habit).</param>
/// <param name="FirstMinute">What the clock shows at its beginning, in minutes.</param>
/// <param name="Minutes">Its regular length; 0 for the shoot-out.</param>
internal sealed record FootballPeriod(int Number, string Phase, string Wait, TimeSpan Break, int FirstMinute, int Minutes)
{
    public static readonly FootballPeriod FirstHalf = new(0, "1H", "", TimeSpan.Zero, 0, 45);
    public static readonly FootballPeriod SecondHalf = new(1, "2H", "HT", TimeSpan.FromMinutes(15), 45, 45);
    public static readonly FootballPeriod FirstExtra = new(2, "E1", "ET_WAIT", TimeSpan.FromMinutes(5), 90, 15);
    public static readonly FootballPeriod SecondExtra = new(3, "E2", "ETHT", TimeSpan.FromMinutes(1), 105, 15);
    public static readonly FootballPeriod Shootout = new(4, "PEN", "PEN_WAIT", TimeSpan.FromMinutes(5), 120, 0);

    /// <summary>In playing order.</summary>
    public static readonly IReadOnlyList<FootballPeriod> All = [FirstHalf, SecondHalf, FirstExtra, SecondExtra, Shootout];

    // The longest that was ever added is half of this; a number beyond is no time of the period.
    private const double AddedSecondsMax = 59 * 60;

    // Longer than any period with its stoppages, in seconds, so that the order of incidents is that of play.
    private const double OrderPerPeriod = 100_000;

    /// <summary>Its regular length in seconds.</summary>
    public int Seconds => Minutes * 60;

    /// <summary>The second of the period that is nearest to what a source states.</summary>
    public double Clamp(double second) => Math.Clamp(second, 0, Seconds + AddedSecondsMax);

    /// <summary>What the clock shows so many seconds into the period, in ms.</summary>
    public uint ClockMs(double second) => (uint)((FirstMinute * 60_000L) + (long)(second * 1000));

    /// <summary>The clock at its first whistle; in a shoot-out it stands.</summary>
    public ClockUpdate ClockAtStart() => new()
    {
        Kind = ClockKind.Types.Value.Up,
        Running = this != Shootout,
        ValueMs = ClockMs(0),
        PeriodMs = (uint)Seconds * 1000,
        AddedMinutes = 0,
    };

    /// <summary>Where something so many seconds into the period stands among a match's incidents.</summary>
    public double Order(double second) => (Number * OrderPerPeriod) + second;

    /// <summary>
    /// The minute as it is written: begun minutes count, and those beyond the regular length are added ones. 46:12 in the first half is 45+2.
    /// </summary>
    public (uint Minute, uint Added) MinuteAt(double second)
    {
        var minute = (uint)(second / 60) + 1;
        return minute <= Minutes ? ((uint)FirstMinute + minute, 0) : ((uint)(FirstMinute + Minutes), minute - (uint)Minutes);
    }
}
