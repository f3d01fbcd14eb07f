using Fanout.Protocol.Messages;
using Fanout.Server.Topics;

namespace Fanout.Server.Boards;

/// <summary>On which boards a match stands (DESIGN 7), and what of its past decides on that.</summary>
internal sealed class Membership
{
    private const double DateMsMax = 253_402_300_799_999; // 9999-12-31, the last day that a date can name

    private readonly List<DateOnly> _playedOn = [];
    private Status.Types.Value _status;

    /// <summary>Names of the boards, as of the last change.</summary>
    public IReadOnlyList<string> Boards { get; private set; } = [];

    /// <summary>Unix time in milliseconds at which it ended; null while it has not.</summary>
    public long? EndedMs { get; private set; }

    /// <summary>Takes a state in.</summary>
    /// <param name="state">Everything but incidents, stats and lineups.</param>
    /// <param name="publishedMs">When it became so, Unix time in milliseconds.</param>
    /// <param name="endedShown">Whether a match that ended then still counts as live.</param>
    public void Observe(MatchState state, long publishedMs, Func<long, bool> endedShown)
    {
        if (state.Status != Status.Types.Value.Ended)
            EndedMs = null;
        else if (_status != Status.Types.Value.Ended)
            EndedMs = publishedMs;
        _status = state.Status;
        if (IsPlayed(state.Status))
            AddDay(_playedOn, publishedMs);
        Boards = BoardsOf(state, endedShown);
    }

    private List<string> BoardsOf(MatchState state, Func<long, bool> endedShown)
    {
        var boards = new List<string>();
        if (IsPlayed(state.Status) || (EndedMs is { } endedMs && endedShown(endedMs)))
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
        foreach (var day in DaysOf(state))
            boards.Add(TopicName.OfDay(day));
        return boards;
    }

    /// <summary>The days that it is planned for, was planned for, and was played on, in UTC.</summary>
    private List<DateOnly> DaysOf(MatchState state)
    {
        List<DateOnly> days = [.. _playedOn];
        if (state.HasOriginalStart)
            AddDay(days, state.OriginalStart);
        if (state.HasStart)
        {
            const double dayMs = 86_400_000;
            for (var day = 0; day < Math.Clamp(state.Format?.Days ?? 1, 1, 7); day++)
                AddDay(days, state.Start + (day * dayMs));
        }
        return days;
    }

    private static void AddDay(List<DateOnly> days, double unixMs)
    {
        if (unixMs is not (>= 0 and <= DateMsMax))
            return;
        var day = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds((long)unixMs).UtcDateTime);
        if (!days.Contains(day))
            days.Add(day);
    }

    private static bool IsPlayed(Status.Types.Value status) =>
        status is Status.Types.Value.Live or Status.Types.Value.Break or Status.Types.Value.Interrupted;
}
