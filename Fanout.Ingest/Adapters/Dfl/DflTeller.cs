using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Adapters.Dfl;

/// <summary>Tells one match event by event, in the order in which they were entered; what changes or deletes an earlier one corrects it.</summary>
internal sealed class DflTeller
{
    private readonly DflMatch _match;
    private readonly EventIds _ids;
    private readonly Dictionary<string, DflTold> _told = new(StringComparer.Ordinal);
    private readonly DflCount _count;
    private readonly DflIncidents _incidents;
    private readonly DflWhistle _whistle;
    private readonly HashSet<string> _strangers = new(StringComparer.Ordinal);
    private DflInformation? _toldInformation;
    private bool _isKnown;
    private DateTimeOffset _at = DateTimeOffset.MinValue;

    public DflTeller(DflMatch match)
    {
        _match = match;
        _ids = new EventIds(match.Id);
        _count = new DflCount(_told);
        _incidents = new DflIncidents(match);
        _whistle = new DflWhistle(match, _count);
    }

    /// <summary>Tells what was read since the last time.</summary>
    public IEnumerable<ScoreEvent> Tell(Action<ReadProblem> report)
    {
        var events = _match.TakePending(out var wasSorted);
        _incidents.Survey(events.Select(static pending => pending.Event));
        foreach (var told in TellSetting(events, report)) yield return told;
        if (wasSorted)
        {
            report(events[0].Place.Problem(
                ProblemKind.Assumption, $"match {_match.Id}: the whistles are not in order; events were ordered by their times"));
        }

        foreach (var (read, place) in events)
        {
            if (TellEvent(read, place, report) is not { } told) continue;
            yield return Sign(read.Id, told, read.Time);
        }
    }

    private IEnumerable<ScoreEvent> TellSetting(List<(DflEvent Event, ReadPlace Place)> events, Action<ReadProblem> report)
    {
        if (_isKnown && ReferenceEquals(_toldInformation, _match.Information)) yield break;
        var fixture = _match.Information?.Fixture ?? Unlisted();
        if (!_isKnown || !fixture.Equals(_toldInformation?.Fixture ?? Unlisted()))
            yield return Sign("fixture", new ScoreEvent { Fixture = fixture }, _match.Start);
        foreach (var lineup in _match.Information?.Lineups ?? [])
        {
            if (_toldInformation?.Lineups.Contains(lineup) == true) continue;
            yield return Sign($"lineup-{lineup.Side}", new ScoreEvent { Lineup = lineup }, _match.Start);
        }

        if (_match.Information is null && events.Count > 0)
        {
            report(events[0].Place.Problem(
                ProblemKind.Assumption, $"match {_match.Id} has no match information: home is taken to be {_match.HomeTeam}, and names are ids"));
        }

        (_isKnown, _toldInformation) = (true, _match.Information);
    }

    private Fixture Unlisted() => new()
    {
        Sport = "football",
        Home = ToTeam(_match.HomeTeam),
        Away = ToTeam(_match.AwayTeam),
        Format = new Format { PeriodCount = 2, PeriodMs = 45 * 60_000, ExtraPeriodMs = 15 * 60_000 },
    };

    private static Participant? ToTeam(string? id) => id is null ? null : new Participant { Id = DflNames.Id(id), Name = id };

    private ScoreEvent? TellEvent(DflEvent read, ReadPlace place, Action<ReadProblem> report)
    {
        if (!_told.TryGetValue(read.Id, out var told))
        {
            _told.Add(read.Id, told = new DflTold(read) { IsVoid = read.Kind == DflKind.Delete });
            return told.IsVoid ? null : TellNew(told, place, report);
        }

        if (read.SentAt < told.Event.SentAt || (!told.IsVoid && read.IsSameAs(told.Event))) return null;
        if (read.Kind is DflKind.Delete or DflKind.Other) return told.IsVoid ? null : Withdraw(told, read, place, report);
        if (told.IsVoid && read.SentAt == told.Event.SentAt) return null; // of two without an order, the tombstone holds
        return Change(told, read, place, report);
    }

    private ScoreEvent? TellNew(DflTold told, ReadPlace place, Action<ReadProblem> report)
    {
        Locate(told);
        var whistle = _whistle.Tell(told.Event, place, report);
        if (whistle is not null && told.Event.Kind != DflKind.Goal) return whistle; // a goal may come straight from the kick-off
        if (IsOfStranger(told, place, report)) return whistle;
        var incident = _incidents.Of(told);
        if (incident is null && !told.IsCorner) return null;
        var said = whistle ?? new ScoreEvent();
        said.Incident = incident;
        if (told is { IsGoal: true, Period: { } period }) _count.See(period, told.Home!.Value);
        AddNumbers(said, told.Counts, told.IsCorner);
        if (told.IsGoal) Check(told, said, place, report);
        return said;
    }

    private ScoreEvent? Change(DflTold told, DflEvent read, ReadPlace place, Action<ReadProblem> report)
    {
        if (told.Event.Section is not null || read.Section is not null)
        {
            told.Event = read;
            return _whistle.Retell(read);
        }

        var (hadIncident, counted, wasCorner) = (!told.IsVoid && _incidents.Of(told) is not null, told.Counts, told is { IsVoid: false, IsCorner: true });
        (told.Event, told.IsVoid) = (read, false);
        Locate(told);
        if (IsOfStranger(told, place, report)) return null;
        var said = new ScoreEvent { Incident = _incidents.Of(told) };
        if (said.Incident is null && hadIncident)
            said.Void = new VoidUpdate { Incident = DflIncidents.IdOf(read), Reason = "FEED_CORRECTION" };
        AddNumbers(said, counted || told.Counts, wasCorner || told.IsCorner);
        return said.CalculateSize() == 0 ? null : said;
    }

    private ScoreEvent? Withdraw(DflTold told, DflEvent by, ReadPlace place, Action<ReadProblem> report)
    {
        if (told.Event.Section is not null)
        {
            told.IsVoid = true;
            return _whistle.Withdraw(told.Event, place, report);
        }

        var (incident, counted, wasCorner) = (_incidents.Of(told), told.Counts, told.IsCorner);
        told.IsVoid = true;
        var reason = _incidents.ReasonOf(told.Event);
        told.Event = told.Event with { SentAt = by.SentAt };
        if (incident is null && !wasCorner) return null;
        var said = new ScoreEvent();
        if (incident is not null) said.Void = new VoidUpdate { Incident = incident.Id, Reason = reason };
        AddNumbers(said, counted, wasCorner);
        return said;
    }

    private void Locate(DflTold told)
    {
        var (read, place) = (told.Event, _match.PlaceOf(told.Event.Time));
        (told.Period, told.Second) = place is { } known ? (known.Period, known.Second) : (null, 0);
        told.Home = _match.IsHome(read.Team);
        if (read.Kind == DflKind.OwnGoal) told.Home = _match.IsHome(read.Word) ?? !told.Home;
    }

    /// <summary>A goal, a card or a substitution has a side; without one it is left out.</summary>
    private bool IsOfStranger(DflTold told, ReadPlace place, Action<ReadProblem> report)
    {
        var read = told.Event;
        if (told.Home is not null || read.Kind is DflKind.VideoReview or DflKind.AddedTime or DflKind.Delete or DflKind.Other) return false;
        if (_strangers.Add(read.Team ?? ""))
        {
            report(place.Problem(
                ProblemKind.Unreadable,
                $"event {read.Id} of team {read.Team ?? "(none)"}, which is not in match {_match.Id} "
                + $"({_match.HomeTeam} v {_match.AwayTeam}); its events are left out"));
        }

        return true;
    }

    private void AddNumbers(ScoreEvent said, bool score, bool corners)
    {
        if (score) said.Score = _whistle.Score();
        if (!corners) return;
        said.Score ??= new ScoreUpdate();
        said.Score.Football = new Football { Corners = _count.Corners() };
    }

    /// <summary>Compares the count with the running result that a goal states, unless later goals are in it already.</summary>
    private void Check(DflTold told, ScoreEvent said, ReadPlace place, Action<ReadProblem> report)
    {
        if (told.Event.Result is not { } stated || stated == (said.Score.Home, said.Score.Away)) return;
        if (_told.Values.Any(other => other is { IsGoal: true, IsVoid: false } && other.Event.Time > told.Event.Time)) return;
        if (!_whistle.HasSeenKickOff && stated.Home >= said.Score.Home && stated.Away >= said.Score.Away)
        {
            // Who came late has not seen every goal.
            _count.AddUnseen(told.Period ?? FootballPeriod.FirstHalf, stated.Home - said.Score.Home, stated.Away - said.Score.Away);
            said.Score = _whistle.Score();
        }

        report(place.Problem(
            ProblemKind.Contradiction,
            $"match {_match.Id}: event {told.Event.Id} says {stated.Home}:{stated.Away}, the goals before it give another score; "
            + $"{said.Score.Home}:{said.Score.Away} was told"));
    }

    private ScoreEvent Sign(string what, ScoreEvent told, DateTimeOffset at)
    {
        if (at > _at) _at = at;
        told.At = _at.ToTimestamp();
        return _ids.Sign(what, told);
    }
}
