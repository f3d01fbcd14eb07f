using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Documents;

/// <summary>When a goal was scored: the period that the numbers put it into, and the minute as it is shown.</summary>
/// <param name="Period">Where it counts: the numbers decide, minutes only where they leave it open.</param>
/// <param name="Shown">Where its row says that it was; differs from <paramref name="Period"/> only where the document contradicts itself.</param>
/// <param name="Second">Into <paramref name="Shown"/>; of the last goal before it where the row has no minute.</param>
/// <param name="Minute"><see langword="null"/>: not stated.</param>
internal readonly record struct GoalPlace(FootballPeriod Period, FootballPeriod? Shown, double Second, uint? Minute, uint Added)
{
    // A minute so far past the end of a half is added time of it; a later one belongs to the next.
    private const uint AddedMax = 10;

    private const uint AddedShownMax = 59;

    /// <summary>The row's minute lies in another half than the one that the numbers put the goal into.</summary>
    public bool IsContradiction => Shown is not null && Shown != Period;

    /// <param name="goal">The goal.</param>
    /// <param name="after">The score after it.</param>
    /// <param name="result">The numbers of the match.</param>
    /// <param name="before">Where the goal before it stands; <see langword="null"/>: it is the first.</param>
    public static GoalPlace Of(DocumentGoal goal, Pair after, DocumentResult result, GoalPlace? before)
    {
        var byMinute = goal.Minute is { } stated ? PeriodOf(stated, result.HasExtraTime) : before?.Period ?? FootballPeriod.FirstHalf;
        var period = ByNumbers(after, result, byMinute) ?? byMinute;
        if (before is { } earlier && period.Number < earlier.Period.Number) period = earlier.Period;
        if (goal.Minute is not { } minute) return new GoalPlace(period, null, SecondWithin(period, before), null, 0);

        // 47 may be 45+2: a minute past the end of the period that the numbers name is added time of it.
        var end = (uint)(period.FirstMinute + period.Minutes);
        var shown = minute > end && minute - end <= AddedMax ? period : minute > period.FirstMinute && minute <= end ? period : byMinute;
        var shownEnd = (uint)(shown.FirstMinute + shown.Minutes);
        var over = minute > shownEnd ? minute - shownEnd : 0;
        var second = (minute - 1.0 - shown.FirstMinute + goal.Added) * 60;
        return new GoalPlace(period, shown, shown.Clamp(second), minute - over, Math.Min(AddedShownMax, goal.Added + over));
    }

    private static FootballPeriod? ByNumbers(Pair after, DocumentResult result, FootballPeriod byMinute)
    {
        if (result.Half is { } half && Within(after, half)) return FootballPeriod.FirstHalf;
        if (result is { HasExtraTime: true, Regulation: { } regulation })
        {
            if (!Within(after, regulation))
                return byMinute == FootballPeriod.SecondExtra ? FootballPeriod.SecondExtra : FootballPeriod.FirstExtra;
            return result.Half is null && byMinute == FootballPeriod.FirstHalf ? FootballPeriod.FirstHalf : FootballPeriod.SecondHalf;
        }

        return result.Half is null ? null : FootballPeriod.SecondHalf;
    }

    private static FootballPeriod PeriodOf(uint minute, bool extraTime) => minute switch
    {
        <= 45 => FootballPeriod.FirstHalf,
        <= 90 => FootballPeriod.SecondHalf,
        _ when !extraTime => FootballPeriod.SecondHalf,
        <= 105 => FootballPeriod.FirstExtra,
        _ => FootballPeriod.SecondExtra,
    };

    private static bool Within(Pair pair, Pair limit) => pair.Home <= limit.Home && pair.Away <= limit.Away;

    private static double SecondWithin(FootballPeriod period, GoalPlace? before) =>
        before is { } earlier && earlier.Period == period ? earlier.Second : 0;
}
