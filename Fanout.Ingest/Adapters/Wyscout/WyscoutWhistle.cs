using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Adapters.Wyscout;

/// <summary>The beginnings and ends of periods: status, phase, clock and score in one event each.</summary>
internal sealed class WyscoutWhistle(WyscoutSetting setting, RunningScore score)
{
    private readonly WyscoutMatch _match = setting.Match;

    public ScoreEvent Begin(FootballPeriod period, DateTimeOffset at)
    {
        if (period == FootballPeriod.Shootout) score.BeginShootout();
        else score.Begin(period.Phase);

        var begin = setting.Event($"{period.Phase}-start", at);
        begin.Status = new StatusUpdate { Status = MatchStatus.Live };
        begin.Phase = new PhaseUpdate { Phase = period.Phase };
        begin.Score = score.ToUpdate();
        begin.Clock = period.ClockAtStart();
        return begin;
    }

    public ScoreEvent Break(FootballPeriod ended, FootballPeriod next, DateTimeOffset at)
    {
        if (ended == FootballPeriod.SecondHalf) score.EndRegulation();
        var pause = Stop(ended, at);
        pause.Status = new StatusUpdate { Status = MatchStatus.Break };
        pause.Phase = new PhaseUpdate { Phase = next.Wait };
        return pause;
    }

    public ScoreEvent End(FootballPeriod last, DateTimeOffset at)
    {
        var end = Stop(last, at);
        var extraTime = _match.Has(FootballPeriod.FirstExtra) || _match.Has(FootballPeriod.SecondExtra);
        end.Status = FootballOutcome.Of(score.Home, score.Away, end.Score.Shootout, extraTime);
        return end;
    }

    /// <summary>The clock stands where play stopped; the added minutes are those that were played.</summary>
    private ScoreEvent Stop(FootballPeriod period, DateTimeOffset at)
    {
        var length = period == FootballPeriod.Shootout ? 0 : _match.LengthOf(period);
        var stop = setting.Event($"{period.Phase}-end", at);
        stop.Score = score.ToUpdate();
        stop.Clock = new ClockUpdate
        {
            Running = false,
            ValueMs = period.ClockMs(length),
            AddedMinutes = length > period.Seconds ? period.MinuteAt(length).Added : 0,
        };
        return stop;
    }
}
