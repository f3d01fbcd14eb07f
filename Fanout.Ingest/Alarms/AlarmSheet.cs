using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Normalising.Watching;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Alarms;

/// <summary>
/// What is not as it should be in a match, as it stands: what watchdogs told and is not over, and feeds that are silent.
/// </summary>
internal static class AlarmSheet
{
    /// <summary>The alarms of a match that are not over.</summary>
    /// <param name="work">The match, or a feed's or a sport's place, which has none.</param>
    /// <param name="policy">The policy that it is under.</param>
    /// <param name="nowMs">Time, ms since 1970.</param>
    /// <param name="silence">How long the feed of a match may say nothing during play.</param>
    public static IEnumerable<OpenAlarm> Of(MatchWork work, ArbitrationPolicy policy, double nowMs, TimeSpan silence)
    {
        if (work is not { IsKnown: true, Superseded: null }) return [];
        var head = work.State.Head;
        var told = work.Watched.Alarms.Select(alarm => Open(head, alarm, head.Feed?.Active ?? "", nowMs));
        return told.Concat(Silent(work, policy, nowMs, silence.TotalMilliseconds));
    }

    /// <summary>Those that somebody wants to see, those first that began first.</summary>
    public static AlarmsReply Choose(IEnumerable<OpenAlarm> alarms, AlarmsRequest wanted)
    {
        var found = alarms
            .Where(one => wanted.Match.Length == 0 || one.Match == wanted.Match)
            .Where(one => wanted.Feed.Length == 0 || one.Feed == wanted.Feed)
            .Where(one => wanted.Kind == Alarm.Types.Kind.Unspecified || one.Alarm.Kind == wanted.Kind)
            .OrderBy(static one => one.Alarm.SinceMs)
            .ThenBy(static one => one.Match, StringComparer.Ordinal)
            .ThenBy(static one => one.Alarm.Kind)
            .ThenBy(static one => one.Feed, StringComparer.Ordinal)
            .Take((int)wanted.Limit + 1)
            .ToList();
        return new AlarmsReply { Alarms = { found.Take((int)wanted.Limit) }, More = found.Count > wanted.Limit };
    }

    /// <summary>
    /// Where a policy decides, each feed by its own standing; and the feed of a match that is marked as stale, however that
    /// is read by a policy.
    /// </summary>
    private static IEnumerable<OpenAlarm> Silent(MatchWork work, ArbitrationPolicy policy, double nowMs, double silenceMs)
    {
        var head = work.State.Head;
        if (!Watched.IsInPlay(head.Status)) yield break;
        var active = head.Feed?.Active ?? "";
        var isActiveTold = false;
        foreach (var view in work.Views?.All ?? [])
        {
            if (FeedStandings.SilentSince(view.Standing, work.Views!.Head.LiveSinceMs, policy, nowMs) is not { } sinceMs) continue;
            isActiveTold |= view.Feed == active;
            yield return Open(head, Silence(head, sinceMs, policy.SilenceMs), view.Feed, nowMs);
        }
        if (!isActiveTold && head.Feed is { StaleSinceMs: > 0 and var staleMs })
            yield return Open(head, Silence(head, staleMs, silenceMs), active, nowMs);
    }

    private static Alarm Silence(MatchState head, double sinceMs, double limitMs) => new()
    {
        Kind = Alarm.Types.Kind.FeedSilent,
        SinceMs = sinceMs,
        LimitMs = limitMs,
        What = EnumNames.Of(head.Status),
    };

    private static OpenAlarm Open(MatchState head, Alarm alarm, string feed, double nowMs) => new()
    {
        Alarm = alarm,
        Match = head.Id,
        Title = string.Join(" – ", head.Participants.Select(static one => one.Name.Length > 0 ? one.Name : one.Id)),
        Feed = feed,
        ValueMs = Math.Max(0, nowMs - alarm.SinceMs),
    };
}
