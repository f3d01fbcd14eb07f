using System.Globalization;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Identity.Scoring;

/// <summary>Scores pairs of fixtures of one sport: names up to 600, start up to 300, competition up to 100. Symmetric.</summary>
/// <remarks>
/// Points rather than probabilities: nobody has the mapped seasons of every feed to learn them from, and whoever confirms
/// a proposal can add them up. The weights follow what is wrong least often: two teams meet once within days, starts are
/// known to the minute and postponed now and then, competitions are called whatever a provider likes.
/// </remarks>
internal static class FixtureScore
{
    public const int SideMax = 300;
    public const int StartMax = 300;
    public const int CompetitionMax = 100;

    private const int StartNear = 270;
    private const int StartFar = 210;
    private const int StartSameDay = 120;
    private const int StartWithinDays = 60;
    private const int StartDayOnly = 240;
    private const int StartDayOnlyTwice = 150; // where two games a day are played
    private const int StartUnknown = 100;
    private const int Moved = 30;              // less, where the start of one is the other's before it was moved

    private const int CompetitionUnknown = 60;
    private const int CompetitionMin = 20;     // a name without a word in common may be a sponsor's

    private const double MinuteMs = 60_000;
    private const double DayMs = 86_400_000;

    /// <summary>Starts that lie further apart are never of one match, unless one of them was moved.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromHours(36);

    /// <summary>Teams that play twice a day play each other on the next day, too.</summary>
    private static readonly TimeSpan TwiceADay = TimeSpan.FromHours(6);

    /// <param name="one">A fixture.</param>
    /// <param name="other">Another one, of the same sport.</param>
    /// <param name="times">Of the sport.</param>
    /// <param name="areOne">Whether two sides are known to be one team, from matches that were mapped before; null: nothing is known.</param>
    public static PairScore Of(
        ParsedFixture one, ParsedFixture other, SportTimes times, Func<TeamFacts, TeamFacts, bool>? areOne = null)
    {
        if (one.Home.IsEmpty || one.Away.IsEmpty || other.Home.IsEmpty || other.Away.IsEmpty) return PairScore.None;
        if (one.Facts.Game > 0 && other.Facts.Game > 0 && one.Facts.Game != other.Facts.Game) return PairScore.None;
        var start = StartOf(one.Facts, other.Facts, times);
        if (start.Points == 0) return PairScore.None;
        var straight = SidesOf(one, other.Home, other.Away, areOne);
        var crossed = SidesOf(one, other.Away, other.Home, areOne);
        var isSwapped = crossed is not null && (straight is null || crossed.Value.Sum > straight.Value.Sum);
        if ((isSwapped ? crossed : straight) is not { } sides) return PairScore.None;
        var (home, away) = (Points(sides.First, SideMax), Points(sides.Second, SideMax));
        var competition = CompetitionOf(one, other);
        ScorePart[] parts =
        [
            Part("home", home, SideMax, Both(one.Facts.Home, isSwapped ? other.Facts.Away : other.Facts.Home)),
            Part("away", away, SideMax, Both(one.Facts.Away, isSwapped ? other.Facts.Home : other.Facts.Away)),
            Part("start", start.Points, StartMax, start.Why),
            Part("competition", competition, CompetitionMax, $"{Or(one.Facts.Competition)} / {Or(other.Facts.Competition)}"),
        ];
        return new PairScore(
            home + away + start.Points + competition, isSwapped, Math.Min(sides.First, sides.Second), Math.Max(sides.First, sides.Second),
            start.Points, parts);
    }

    /// <summary>Women, youth and second teams are other teams, whatever else agrees: null.</summary>
    private static (double First, double Second, double Sum)? SidesOf(
        ParsedFixture one, ParsedTeam itsFirst, ParsedTeam itsSecond, Func<TeamFacts, TeamFacts, bool>? areOne)
    {
        if (one.Home.Markers != itsFirst.Markers || one.Away.Markers != itsSecond.Markers) return null;
        var (first, second) = (Alike(one.Home, itsFirst), Alike(one.Away, itsSecond));
        return (first, second, first + second);

        double Alike(ParsedTeam mine, ParsedTeam its) =>
            areOne?.Invoke(mine.Facts, its.Facts) == true ? 1 : mine.Similarity(its);
    }

    private static (int Points, string Why) StartOf(FixtureFacts one, FixtureFacts other, SportTimes times)
    {
        if (!one.HasStartMs || !other.HasStartMs) return (StartUnknown, "not known to both");
        if (one.Game > 0 && one.Game == other.Game) times = times with { OncePerDay = true }; // which of the day's is said
        var best = Compare(one.StartMs, other.StartMs, one.DayOnly || other.DayOnly, times);
        foreach (var (mine, its) in new[] { (First(one), other.StartMs), (one.StartMs, First(other)), (First(one), First(other)) })
        {
            var moved = Compare(mine, its, one.DayOnly || other.DayOnly, times);
            if (moved.Points - Moved > best.Points) best = (moved.Points - Moved, $"{moved.Why}, before it was moved");
        }
        return best;
    }

    private static (int Points, string Why) Compare(double one, double other, bool dayOnly, SportTimes times)
    {
        var apart = Math.Abs(one - other);
        var isSameDay = Math.Floor(one / DayMs) == Math.Floor(other / DayMs);
        var difference = TimeSpan.FromMilliseconds(apart).ToString(@"d\.hh\:mm", CultureInfo.InvariantCulture);
        if (dayOnly)
        {
            if (isSameDay) return (times.OncePerDay ? StartDayOnly : StartDayOnlyTwice, "the same day; one has no time");
            return apart < DayMs ? (StartSameDay, "a day apart; one has no time") : (0, "days apart");
        }
        if (apart <= MinuteMs) return (StartMax, "to the minute");
        if (apart <= times.Near.TotalMilliseconds) return (StartNear, $"{difference} apart");
        if (apart <= times.Far.TotalMilliseconds) return (StartFar, $"{difference} apart");
        if (isSameDay && times.OncePerDay) return (StartSameDay, $"the same day, {difference} apart");
        var window = times.OncePerDay ? Window : TwiceADay;
        return apart <= window.TotalMilliseconds ? (StartWithinDays, $"{difference} apart") : (0, $"{difference} apart");
    }

    private static int CompetitionOf(ParsedFixture one, ParsedFixture other)
    {
        if (one.Facts.CompetitionId.Length > 0 && one.Facts.CompetitionId == other.Facts.CompetitionId) return CompetitionMax;
        if (one.Competition.IsEmpty || other.Competition.IsEmpty) return CompetitionUnknown;
        var alike = Naming.NameSimilarity.OfWords(one.Competition, other.Competition);
        return CompetitionMin + Points(alike, CompetitionMax - CompetitionMin);
    }

    private static double First(FixtureFacts facts) => facts.HasFirstStartMs ? facts.FirstStartMs : facts.StartMs;

    private static int Points(double share, int max) => (int)Math.Round(share * max, MidpointRounding.AwayFromZero);

    private static ScorePart Part(string name, int points, int max, string why) =>
        new() { Name = name, Points = (uint)points, Max = (uint)max, Why = why };

    private static string Both(TeamFacts one, TeamFacts other) => $"{one.Name} / {other.Name}";

    private static string Or(string name) => name.Length == 0 ? "?" : name;
}
