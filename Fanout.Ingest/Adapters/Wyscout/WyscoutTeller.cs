using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Wyscout;

/// <summary>Tells one match in the order in which it was played: periods, what happened in them, substitutions in between, the end.</summary>
/// <remarks>
/// The format has no events for the whistle and for substitutions: a period begins with its first event and ends with its last
/// (at its regular length at least), substitutions are taken from the match list.
/// </remarks>
internal sealed class WyscoutTeller
{
    // A full half and what stoppages take away from its last event. A shorter file is one that stops in the match.
    private const double EndSlackSeconds = 120;

    private readonly WyscoutSetting _setting;
    private readonly WyscoutMatch _match;
    private readonly Action<ReadProblem> _report;
    private readonly WyscoutIncidents _incidents;
    private readonly WyscoutWhistle _whistle;
    private readonly Queue<(WyscoutSubstitution Substitution, FootballPeriod Period, double Second)> _substitutions;
    private readonly RunningScore _score = new(ScoreBasis.Types.Value.Goals);
    private readonly HashSet<long> _strangers = [];
    private FootballPeriod? _period;
    private DateTimeOffset _at;
    private int _seen;

    public WyscoutTeller(WyscoutSetting setting, Action<ReadProblem> report)
    {
        _setting = setting;
        _match = setting.Match;
        _report = report;
        _at = _match.Start;
        _incidents = new WyscoutIncidents(setting, _score);
        _whistle = new WyscoutWhistle(setting, _score);
        _substitutions = new(
            from substitution in _match.Listing?.Substitutions ?? []
            let place = _match.PlaceOf(substitution)
            orderby place.Period.Number, place.Second
            select (substitution, place.Period, place.Second));
    }

    /// <summary>Takes the next event of the file; the last one that the survey counted ends the match.</summary>
    public IEnumerable<ScoreEvent> Tell(WyscoutEvent read, WyscoutPlace place)
    {
        if (_seen == 0) ReportAssumptions(place);
        _seen++;
        foreach (var scoreEvent in GoOn(read)) yield return scoreEvent;
        if (TellIncident(read, place) is { } incident) yield return incident;
        if (_seen < _match.EventCount) yield break;
        foreach (var scoreEvent in End(place)) yield return scoreEvent;
    }

    /// <summary>What lies before the event: substitutions, the end of the period before it, the beginning of its own.</summary>
    private IEnumerable<ScoreEvent> GoOn(WyscoutEvent read)
    {
        // An event of an earlier period is a late one: it counts, and the match goes on where it was.
        if (_period is null || read.Period.Number > _period.Number)
        {
            if (_period is not null)
            {
                foreach (var late in Substitute(_period, double.MaxValue)) yield return late;
                yield return Move(_match.At(_period, _match.LengthOf(_period)), at => _whistle.Break(_period, read.Period, at));
            }

            _period = read.Period;
            yield return Move(_match.At(_period, 0), at => _whistle.Begin(_period, at));
        }

        foreach (var due in Substitute(read.Period, read.Second)) yield return due;
    }

    private IEnumerable<ScoreEvent> Substitute(FootballPeriod period, double second)
    {
        while (_substitutions.TryPeek(out var next)
            && (next.Period.Number < period.Number || (next.Period == period && next.Second <= second)))
        {
            _substitutions.Dequeue();
            yield return Move(
                _match.At(next.Period, next.Second), at => _incidents.Substitution(next.Substitution, next.Period, next.Second, at));
        }
    }

    private ScoreEvent? TellIncident(WyscoutEvent read, WyscoutPlace place)
    {
        var home = _setting.IsHome(read.TeamId);
        if (home is { } known)
        {
            if (_incidents.Tell(read, known, _match.At(read.Period, read.Second), place, _report) is not { } told) return null;
            return Move(told.At.ToDateTimeOffset(), at => told);
        }

        if (_strangers.Add(read.TeamId))
        {
            _report(place.Problem(
                ProblemKind.Unreadable,
                $"event {read.Id} of team {read.TeamId}, which is not in match {_match.Id} ({_match.HomeTeam} v {_match.AwayTeam}); its events are left out"));
        }

        return null;
    }

    private IEnumerable<ScoreEvent> End(WyscoutPlace place)
    {
        var last = _period!;
        foreach (var late in Substitute(last, double.MaxValue)) yield return late;
        if (!IsOver(last, place)) yield break;
        if (_match.Listing is { HasResult: true } listing && new WyscoutResult(listing).Differences(_score) is { Length: > 0 } differences)
        {
            _report(place.Problem(
                ProblemKind.Contradiction, $"match {_match.Id}: the match list says {differences}; the events were followed"));
        }

        yield return Move(_match.At(last, _match.LengthOf(last)), at => _whistle.End(last, at));
    }

    private bool IsOver(FootballPeriod last, WyscoutPlace place)
    {
        if (_match.BrokenOff) return false;
        if (_match.Listing is { } listing) return listing.Status == "Played";
        if (last.Number >= FootballPeriod.SecondHalf.Number && _match.LastSecondOf(last) >= last.Seconds - EndSlackSeconds) return true;
        _report(place.Problem(
            ProblemKind.Assumption,
            $"match {_match.Id}: events stop {_match.LastSecondOf(last):0} s into {last.Phase} and no match list says that it was played; taken as still going on"));
        return false;
    }

    private void ReportAssumptions(WyscoutPlace place)
    {
        if (_match.Listing is not null) return;
        _report(place.Problem(
            ProblemKind.Assumption,
            $"match {_match.Id} is in no match list: its start is not known (times count from 1970), home is taken to be team {_match.HomeTeam}"));
    }

    /// <summary>Makes an event whose time is never before that of the one before it: the newest time of a field wins downstream.</summary>
    private ScoreEvent Move(DateTimeOffset at, Func<DateTimeOffset, ScoreEvent> tell)
    {
        if (at > _at) _at = at;
        var told = tell(_at);
        told.At = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(_at);
        return told;
    }
}
