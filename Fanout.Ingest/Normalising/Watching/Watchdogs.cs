using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Kind = Fanout.Ingest.Normalising.Alarm.Types.Kind;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Normalising.Watching;

/// <summary>
/// Says of a match what of it lasts longer than it can: a half-time of 40 minutes, a match that is live hours after it must
/// have ended. An alarm is raised once, and cleared once when it is over; the match itself is not changed, because nobody
/// knows what is the case. Silent feeds are <see cref="FeedHealth"/>'s.
/// </summary>
internal static class Watchdogs
{
    /// <summary>Breaks that nobody can say the end of.</summary>
    private static readonly HashSet<string> OpenBreaks = new(StringComparer.Ordinal) { Watched.Overnight, "RAIN" };

    private static readonly Kind[] Kinds =
        [Kind.BreakTooLong, Kind.ClockTooLong, Kind.PlayTooLong, Kind.NotStarted, Kind.NotFinal];

    /// <summary>The entry that raises and clears alarms of a match; null while there is nothing new.</summary>
    /// <param name="work">The match.</param>
    /// <param name="nowMs">Time, ms since 1970.</param>
    /// <param name="limits">Of its sport.</param>
    public static MatchEntry? Look(MatchWork work, double nowMs, WatchLimits limits)
    {
        if (!work.IsKnown) return null;
        WriterChange? writer = null;
        foreach (var kind in Kinds)
        {
            var (told, now) = (work.Watched.Find(kind), Due(kind, work, nowMs, limits));
            // A limit that was changed since does not tell it again.
            if ((told is null) == (now is null)) continue;
            writer ??= new WriterChange();
            if (now is not null) writer.Raised.Add(now);
            else writer.Cleared.Add(kind);
        }
        if (writer is null) return null;
        var change = new LoggedChange
        {
            Kind = EntryKind.Types.Value.System,
            StateHash = work.State.Hash,
            Cause = new Cause { ReceivedMs = nowMs },
        };
        return new MatchEntry(work.Id, change, writer, work.State);
    }

    private static Alarm? Due(Kind kind, MatchWork work, double nowMs, WatchLimits limits)
    {
        var (head, times) = (work.State.Head, work.Watched.Times);
        var (sinceMs, limit, what) = kind switch
        {
            Kind.BreakTooLong => (BreakSince(head, times), limits.Break, $"{EnumNames.Of(head.Status)}, phase {head.Phase}"),
            Kind.ClockTooLong => (PeriodEnd(head, times), limits.ClockOverrun, $"clock, phase {head.Phase}"),
            Kind.PlayTooLong when head.Phase != Watched.Overnight =>
                (times.PlayMs, limits.Play * Math.Max(1, (int)(head.Format?.Days ?? 0)), EnumNames.Of(head.Status)),
            Kind.NotStarted when head.Status == StatusValue.PreMatch =>
                (Math.Max(head.Start, times.StatusMs), limits.PreMatch, "PRE_MATCH"),
            Kind.NotFinal when head.Status == StatusValue.Ended => (times.StatusMs, limits.Ended, "ENDED"),
            _ => (0, TimeSpan.Zero, ""),
        };
        if (sinceMs <= 0 || nowMs - sinceMs < limit.TotalMilliseconds) return null;
        return new Alarm { Kind = kind, SinceMs = sinceMs, LimitMs = limit.TotalMilliseconds, RaisedMs = nowMs, What = what };
    }

    /// <summary>Since when a break lasts, by the status or, where a feed calls the match live all through it, by the phase.</summary>
    private static double BreakSince(MatchState head, WatchTimes times)
    {
        if (OpenBreaks.Contains(head.Phase)) return 0;
        if (head.Status == StatusValue.Break) return times.StatusMs;
        var isBreak = Phases.TryFind(head.Sport, head.Phase, out var phase) && phase.Kind == PhaseKind.Break;
        return head.Status == StatusValue.Live && isBreak ? times.PhaseMs : 0;
    }

    /// <summary>When a running clock came to the end of its period; 0 where it has none, or nobody knows it.</summary>
    private static double PeriodEnd(MatchState head, WatchTimes times)
    {
        if (head.Status != StatusValue.Live || head.Clock is not { Running: true } clock || times.ClockMs <= 0) return 0;
        if (clock.Kind == ClockKind.Types.Value.Down) return times.ClockMs + clock.ValueMs;
        if (clock.Kind != ClockKind.Types.Value.Up) return 0;
        if (!Phases.TryFind(head.Sport, head.Phase, out var phase) || phase.ClockBaseMs is not { } baseMs) return 0;
        var length = clock.PeriodMs > 0 ? clock.PeriodMs : phase.LengthMs ?? 0;
        return length == 0 ? 0 : times.ClockMs + baseMs + length - clock.ValueMs;
    }
}
