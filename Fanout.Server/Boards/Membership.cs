using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Fanout.Server.Topics;

namespace Fanout.Server.Boards;

/// <summary>On which boards a match stands (DESIGN 7). Depends on what the log says of it alone, and on the time.</summary>
internal static class Membership
{
    private const double DayMs = 86_400_000;
    private const uint DaysMax = 7; // the longest format; a bound for the boards of one match

    /// <summary>Whether a match counts as live.</summary>
    /// <param name="state">Everything but incidents, stats and lineups.</param>
    /// <param name="times">What the match's past says.</param>
    /// <param name="endedShown">Whether one that ended then still does.</param>
    public static bool IsLive(MatchState state, MatchTimes times, Func<double, bool> endedShown) =>
        !Continuation.IsElsewhere(state)
        && (MatchTimes.IsPlayed(state.Status) || (times.EndedMs is { } endedMs && endedShown(endedMs)));

    /// <summary>Whether two states of a match stand on the same boards, <c>board/live</c> aside.</summary>
    public static bool IsSame(MatchState state, MatchTimes times, MatchState other, MatchTimes otherTimes) =>
        state.Sport == other.Sport
        && state.Competition?.Id == other.Competition?.Id
        && (state.HasStart, state.Start) == (other.HasStart, other.Start)
        && (state.HasOriginalStart, state.OriginalStart) == (other.HasOriginalStart, other.OriginalStart)
        && state.Format?.Days == other.Format?.Days
        && Continuation.IsElsewhere(state) == Continuation.IsElsewhere(other)
        && times.IsSameDays(otherTimes)
        && IsSameTeams(state, other);

    /// <summary>Names of the boards.</summary>
    /// <param name="state">Everything but incidents, stats and lineups.</param>
    /// <param name="times">What the match's past says.</param>
    /// <param name="isLive">Whether it counts as live.</param>
    public static IReadOnlyList<string> BoardsOf(MatchState state, MatchTimes times, bool isLive)
    {
        var boards = new List<string>();
        if (Continuation.IsElsewhere(state))
            return boards;
        if (isLive)
            boards.Add(TopicName.Live);
        if (state.Sport.Length > 0)
            boards.Add(TopicName.OfSport(state.Sport));
        if (state.Competition is { Id.Length: > 0 })
            boards.Add(TopicName.OfCompetition(state.Competition.Id));
        foreach (var participant in state.Participants)
        {
            var board = TopicName.OfTeam(participant.Id);
            if (participant.Id.Length > 0 && !boards.Contains(board))
                boards.Add(board);
        }
        foreach (var day in DaysOf(state, times))
            boards.Add(TopicName.OfDay(day));
        return boards;
    }

    /// <summary>The days that it was played on, was planned for, and is planned for, in UTC; each once.</summary>
    public static IReadOnlyList<DateOnly> DaysOf(MatchState state, MatchTimes times)
    {
        List<DateOnly> days = [.. times.PlayedDays];
        if (state.HasOriginalStart)
            Add(days, state.OriginalStart);
        if (state.HasStart)
        {
            for (var day = 0; day < Math.Clamp(state.Format?.Days ?? 1, 1, DaysMax); day++)
                Add(days, state.Start + (day * DayMs));
        }
        return days;
    }

    private static bool IsSameTeams(MatchState state, MatchState other)
    {
        var (teams, others) = (state.Participants, other.Participants);
        if (teams.Count != others.Count)
            return false;
        for (var index = 0; index < teams.Count; index++)
        {
            if (teams[index].Id != others[index].Id)
                return false;
        }
        return true;
    }

    private static void Add(List<DateOnly> days, double unixMs)
    {
        if (MatchTimes.DayAt(unixMs) is { } day && !days.Contains(day))
            days.Add(day);
    }
}
