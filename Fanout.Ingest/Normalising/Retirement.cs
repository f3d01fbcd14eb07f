using Fanout.Protocol.Messages;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// When a match leaves the writer's memory. That it does is an entry, so that every writer after this one forgets at
/// the same place and answers alike. Its last public state stays in the snapshots of the log, for readers.
/// </summary>
/// <remarks>
/// What still comes for it is put aside by an entry and held by nobody: the log keeps it, and the memory of the writer
/// stays bounded. The alternative, bringing the match back, would have to put its state together from years of log for
/// events that are almost always mistakes.
/// </remarks>
internal static class Retirement
{
    /// <summary>Provider ids live as long as the match and this long after it (DESIGN 5).</summary>
    public static readonly TimeSpan AfterClose = TimeSpan.FromHours(48);

    /// <summary>
    /// Its feed has given up a match of which nothing was heard so long after its start, whatever its status: as long
    /// as nodes wait (<c>Topics:UnfinishedStay</c>).
    /// </summary>
    private static readonly TimeSpan AfterSilence = TimeSpan.FromDays(14);

    /// <summary>What was abandoned, postponed or suspended, or has no day yet, may get one weeks later.</summary>
    private static readonly TimeSpan WithoutDay = TimeSpan.FromDays(60);

    /// <summary>The entry by which a match leaves; null while it stays.</summary>
    /// <param name="work">The match.</param>
    /// <param name="nowMs">Time, ms since 1970.</param>
    public static MatchEntry? Due(MatchWork work, double nowMs)
    {
        if (!IsDue(work, nowMs)) return null;
        var change = new LoggedChange
        {
            Kind = EntryKind.Types.Value.System,
            StateHash = work.State.Hash,
            Cause = new Cause { ReceivedMs = nowMs },
        };
        return new MatchEntry(work.Id, change, new WriterChange { Retired = true }, work.State);
    }

    /// <summary>What becomes of an event of a match that left.</summary>
    public static Verdict Late(string matchId, FeedEvent input)
    {
        var refusal = new Refusal(
            QuarantineReason.RetiredMatch,
            "match",
            $"{matchId} was over, or nothing was heard of it, for so long that it takes no events any more");
        var verdict = Normaliser.Hold(new MatchWork(matchId), input, refusal);
        verdict.Entry!.Writer.Retired = true;
        return verdict;
    }

    private static bool IsDue(MatchWork work, double nowMs)
    {
        // A feed that was taken out of the configuration may come back, as a match without a day may.
        if (work.Feed is { } feed) return IsPast(feed.NotedMs, WithoutDay);
        if (work.Mapping is not null) return false; // its names go one by one
        // Nobody ever named it: what was sent for it waits for a fixture as long as a finished match would.
        if (!work.IsKnown) return work.Held.Count == 0 || IsPast(work.Held[^1].ReceivedMs, AfterClose);
        var head = work.State.Head;
        if (work.ClosedMs > 0) return IsPast(work.ClosedMs, LacksDay(head) ? WithoutDay : AfterClose);
        return IsPast(Math.Max(work.LastMs, head.Start), LacksDay(head) ? WithoutDay : AfterSilence);

        bool IsPast(double ms, TimeSpan time) => nowMs - ms > time.TotalMilliseconds;
    }

    private static bool LacksDay(MatchState head) => head.Status switch
    {
        StatusValue.Abandoned or StatusValue.Postponed or StatusValue.Suspended => true,
        StatusValue.Unspecified or StatusValue.Scheduled => !head.HasStart,
        _ => false,
    };
}
