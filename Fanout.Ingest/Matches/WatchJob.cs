using Fanout.Ingest.Identity;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Normalising.Watching;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Matches;

/// <summary>
/// Looks after the matches of a partition once a second: who is to speak for them, which feeds fell silent, what lasts too
/// long, whose held events belong to another match by now, which are continued as another, and which were over long ago.
/// </summary>
internal sealed class WatchJob(IngestDirectory directory, IngestOptions options, IngestMetrics metrics, ILogger logger)
    : PartitionJob
{
    private const int RetiredCountMax = 256; // of one watch: after a week's standstill the rest waits for the next

    private readonly List<MatchEntry> _superseded = [];
    private readonly List<MatchEntry> _stale = [];
    private readonly List<MatchEntry> _retired = [];
    private readonly List<MatchEntry> _alarms = [];
    private readonly List<HandOver> _handOvers = [];
    private bool _stepped;

    public override bool Step(PartitionTurn turn)
    {
        if (_stepped) return false;
        _stepped = true;
        var covered = turn.Table.Works.Where(static work => work.Views is not null).Select(static work => work.Id);
        foreach (var matchId in covered.ToList()) turn.Arbitrate(matchId, turn.NowMs);
        foreach (var work in turn.Table.Works)
        {
            AddHandOvers(work);
            var standing = directory.Standing(work.Id);
            var superseded = standing is null ? null : Superseding.Due(work, standing == work.Id ? null : standing, turn.NowMs);
            if (superseded is not null) _superseded.Add(superseded);
            else if (work.Superseded is null && FeedHealth.Watch(work, turn.NowMs, options.SilenceMax) is { } stale) _stale.Add(stale);
            else if (_retired.Count < RetiredCountMax && Retirement.Due(work, turn.NowMs) is { } retired)
                _retired.Add(retired);
            else if (work.Superseded is null && Watchdogs.Look(work, turn.NowMs, options.Watchdogs.LimitsOf(work.State.Head.Sport)) is { } alarm)
                _alarms.Add(alarm);
        }
        foreach (var entry in _superseded) turn.Issue(entry);
        foreach (var entry in _stale) turn.Issue(entry);
        foreach (var entry in _retired) turn.Issue(entry);
        foreach (var entry in _alarms) turn.Issue(entry);
        return true;
    }

    public override void Commit()
    {
        if (!_stepped) return;
        foreach (var entry in _stale)
        {
            var cause = entry.Public.Cause;
            metrics.WentStale();
            IngestLog.WentStale(
                logger, entry.MatchId, cause.Feed, cause.ReceivedMs - entry.After.Head.Feed.StaleSinceMs);
        }
        foreach (var entry in _superseded) Report(entry);
        metrics.Retired(_retired.Count);
        foreach (var entry in _alarms) Tell(entry);
        foreach (var handOver in _handOvers) directory.Begin(handOver);
        Complete();
    }

    public override void Rollback()
    {
        _stepped = false;
        _superseded.Clear();
        _stale.Clear();
        _retired.Clear();
        _alarms.Clear();
        _handOvers.Clear();
    }

    private void Tell(MatchEntry entry)
    {
        foreach (var alarm in entry.Writer.Raised)
        {
            metrics.Raised(alarm);
            var since = DateTimeOffset.FromUnixTimeMilliseconds((long)alarm.SinceMs);
            IngestLog.Alarm(
                logger, entry.MatchId, EnumNames.Of(alarm.Kind), alarm.What, since,
                TimeSpan.FromMilliseconds(alarm.LimitMs).TotalMinutes);
        }
        TellOver(entry);
    }

    private void AddHandOvers(MatchWork work)
    {
        if (work.Held.Count == 0) return;
        foreach (var sent in work.Held.GroupBy(static held => (held.Feed, held.Event.Match)))
        {
            // A name of which nothing is known here is not thereby another match's: its mapping may come a moment later.
            if (directory.Find(sent.Key.Feed, sent.Key.Match) is { } matchId && matchId != work.Id)
                _handOvers.Add(new HandOver(work.Id, matchId, sent.Key.Feed, [.. sent]));
        }
    }

    private void Report(MatchEntry entry)
    {
        if (entry.Writer.Superseded.Match is { Length: > 0 } match) IdentityLog.Superseded(logger, entry.MatchId, match);
        else IdentityLog.Continued(logger, entry.MatchId);
        TellOver(entry);
    }

    private void TellOver(MatchEntry entry)
    {
        foreach (var kind in entry.Writer.Cleared) IngestLog.AlarmOver(logger, entry.MatchId, EnumNames.Of(kind));
    }
}
