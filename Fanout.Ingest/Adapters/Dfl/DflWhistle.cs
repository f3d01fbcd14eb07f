using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Adapters.Dfl;

/// <summary>The beginnings and ends of periods, added time, and the score as it stands between them.</summary>
internal sealed class DflWhistle(DflMatch match, DflCount count)
{
    private readonly HashSet<FootballPeriod> _begun = [];
    private readonly HashSet<FootballPeriod> _ended = [];

    /// <summary>The match was followed from its beginning, so that every goal must have had an event.</summary>
    public bool HasSeenKickOff => _begun.Contains(FootballPeriod.FirstHalf);

    private FootballPeriod? Current => _begun.MaxBy(static period => period.Number);

    public ScoreUpdate Score() => count.Score(_begun, IsRegulationOver).ToUpdate();

    private bool IsRegulationOver => _begun.Any(static period => period.Number > FootballPeriod.SecondHalf.Number)
        || (_ended.Contains(FootballPeriod.SecondHalf) && match.After(FootballPeriod.SecondHalf) is not null);

    /// <summary>Tells a whistle; <see langword="null"/> for an event that is none, or that changes nothing.</summary>
    public ScoreEvent? Tell(DflEvent read, ReadPlace place, Action<ReadProblem> report)
    {
        switch (read.Kind)
        {
            case DflKind.KickOff or DflKind.ShootoutStart or DflKind.Goal when read.Section is not null && _begun.Add(read.Section):
                return IsPast(read.Section) ? null : Begin(read.Section);
            case DflKind.FinalWhistle when _ended.Add(read.Section!):
                Settle(read, place, report);
                return IsPast(read.Section!) ? null : End(read, place, report);
            case DflKind.AddedTime when read.Minutes > 0:
                return new ScoreEvent { Clock = new ClockUpdate { AddedMinutes = read.Minutes } };
            default:
                return null;
        }
    }

    /// <summary>Tells a whistle again whose time was corrected: the clock that counts from it.</summary>
    public ScoreEvent? Retell(DflEvent read)
    {
        if (read.Section is not { } section || section != Current) return null;
        if (read.Kind == DflKind.FinalWhistle) return new ScoreEvent { Clock = Stopped(section, read.Time) };
        return _ended.Contains(section) ? null : new ScoreEvent { Clock = section.ClockAtStart() };
    }

    /// <summary>Takes a whistle back: a match that had not ended goes on.</summary>
    public ScoreEvent? Withdraw(DflEvent taken, ReadPlace place, Action<ReadProblem> report)
    {
        var section = taken.Section!;
        if (taken.Kind != DflKind.FinalWhistle)
        {
            report(place.Problem(
                ProblemKind.Contradiction, $"match {match.Id}: the kick-off of {section.Phase} (event {taken.Id}) was deleted; it was left as it was told"));
            return null;
        }

        _ended.Remove(section);
        if (IsPast(section)) return null;
        var clock = new ClockUpdate { Running = section != FootballPeriod.Shootout };
        return new ScoreEvent
        {
            Status = new StatusUpdate { Status = MatchStatus.Live },
            Phase = new PhaseUpdate { Phase = section.Phase },
            Clock = clock,
        };
    }

    private bool IsPast(FootballPeriod section) => _begun.Any(period => period.Number > section.Number);

    private ScoreEvent Begin(FootballPeriod section) => new()
    {
        Status = new StatusUpdate { Status = MatchStatus.Live },
        Phase = new PhaseUpdate { Phase = section.Phase },
        Score = Score(),
        Clock = section.ClockAtStart(),
    };

    private ScoreEvent End(DflEvent read, ReadPlace place, Action<ReadProblem> report)
    {
        var section = read.Section!;
        var end = new ScoreEvent { Score = Score(), Clock = Stopped(section, read.Time) };
        if (read.IsCancelled)
        {
            end.Status = new StatusUpdate { Status = MatchStatus.Abandoned };
            return end;
        }

        var next = match.After(section) ?? (section.Number is 0 or 2 ? FootballPeriod.All[section.Number + 1] : null);
        if (next is not null)
        {
            end.Status = new StatusUpdate { Status = MatchStatus.Break };
            end.Phase = new PhaseUpdate { Phase = next.Wait };
            return end;
        }

        var hasExtraTime = _begun.Contains(FootballPeriod.FirstExtra) || _begun.Contains(FootballPeriod.SecondExtra);
        end.Status = FootballOutcome.Of(end.Score.Home, end.Score.Away, end.Score.Shootout, hasExtraTime);
        if (match.Information?.Result is { } result && result != (end.Score.Home, end.Score.Away))
        {
            report(place.Problem(
                ProblemKind.Contradiction,
                $"match {match.Id}: the match information says {result.Home}:{result.Away}; {end.Score.Home}:{end.Score.Away} was told"));
        }

        return end;
    }

    /// <summary>The clock where it stands after a period: the added minutes are those that were played.</summary>
    private ClockUpdate Stopped(FootballPeriod section, DateTimeOffset time)
    {
        var second = match.BegunAt(section) is { } begun ? section.Clamp((time - begun).TotalSeconds) : section.Seconds;
        if (section == FootballPeriod.Shootout) second = 0;
        return new ClockUpdate
        {
            Kind = ClockKind.Types.Value.Up,
            Running = false,
            ValueMs = section.ClockMs(second),
            AddedMinutes = second > section.Seconds ? section.MinuteAt(second).Added : 0,
        };
    }

    /// <summary>The result that a final whistle repeats is the provider's word; where the events give another, it is followed.</summary>
    private void Settle(DflEvent read, ReadPlace place, Action<ReadProblem> report)
    {
        var section = read.Section!;
        if (section == FootballPeriod.Shootout || read.Result is not { } stated || IsPast(section)) return;
        var counted = Score();
        if (stated == (counted.Home, counted.Away)) return;
        report(place.Problem(
            ProblemKind.Contradiction,
            $"match {match.Id}: {stated.Home}:{stated.Away} at the end of {section.Phase}, the events give {counted.Home}:{counted.Away}; the former was followed"));
        count.AddUnseen(section, stated.Home - counted.Home, stated.Away - counted.Away);
    }
}
