using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Adapters.Documents;

/// <summary>
/// A match as a document has it, told from its first whistle: one event for every whistle and every goal, with the score after it, in the
/// order in which a live feed would have sent them. Where it ends is how the match stands.
/// </summary>
internal sealed class DocumentStory
{
    private readonly DocumentMatch _match;
    private readonly RunningScore _score = new(ScoreBasis.Types.Value.Goals);
    private readonly List<(string What, ScoreEvent Event)> _steps = [];
    private readonly OrderedDictionary<string, IncidentUpdate> _incidents = new(StringComparer.Ordinal);
    private readonly List<FootballPeriod> _played;
    private readonly bool _hasPeriods;
    private readonly bool _hasExtraPeriods;
    private readonly Pair _withoutRow;
    private int _place;

    private DocumentStory(DocumentMatch match, List<GoalPlace> places)
    {
        _match = match;
        _played = PeriodsOf(match, places);
        _withoutRow = WithoutRow(match);
        _hasPeriods = match.Result.Half is not null || _played.Count == 1 || (!match.IsOver && AreAllKnown(places));
        _hasExtraPeriods = _hasPeriods && AreAllExtraGoalsKnown(match, places);
    }

    /// <summary>What each event is about, which makes its id; the events have a time, and no id and no match.</summary>
    public IReadOnlyList<(string What, ScoreEvent Event)> Steps => _steps;

    /// <summary>By id, in order of play.</summary>
    public IReadOnlyDictionary<string, IncidentUpdate> Incidents => _incidents;

    /// <summary>When each incident was, by id.</summary>
    public Dictionary<string, DateTimeOffset> Times { get; } = new(StringComparer.Ordinal);

    public StatusUpdate Status { get; private set; } = new();

    /// <summary>Empty: not stated.</summary>
    public string Phase { get; private set; } = "";

    /// <summary><see langword="null"/>: the match has not begun.</summary>
    public ScoreUpdate? Score { get; private set; }

    /// <param name="match">What the document says.</param>
    /// <param name="names">Ids of its goals, in their order.</param>
    /// <param name="places">Where they stand, in their order.</param>
    public static DocumentStory Of(DocumentMatch match, IReadOnlyList<string> names, List<GoalPlace> places)
    {
        var story = new DocumentStory(match, places);
        if (match.HasScore) story.TellPlay(names, places);
        else if (match.Status == MatchStatus.Scheduled) story.Status = story.Other(); // which its fixture says
        else story.TellStatus(match.Start);
        return story;
    }

    /// <summary>Whether an incident is in the score.</summary>
    public static bool Counts(IncidentUpdate incident) =>
        incident.Type == "goal" && incident.State == IncidentState.Types.Value.Confirmed;

    private static List<FootballPeriod> PeriodsOf(DocumentMatch match, List<GoalPlace> places)
    {
        var last = places.Count == 0 ? FootballPeriod.FirstHalf : places[^1].Period;
        var isDone = match.IsOver || match.Result.HasExtraTime || match.Result.HasShootout;
        return [.. FootballPeriod.All.Where(period => period.Number switch
        {
            0 => true,
            1 => isDone || last.Number >= period.Number,
            2 or 3 => match.Result.HasExtraTime && (match.IsOver || match.Result.HasShootout || last.Number >= period.Number),
            _ => match.Result.HasShootout,
        })];
    }

    // While a match goes on, its goals tell its halves, until somebody states them.
    private bool AreAllKnown(List<GoalPlace> places) =>
        _withoutRow is { Home: 0, Away: 0 } && places.TrueForAll(static place => place.Minute is not null);

    // Where a goal of extra time has no row, nobody knows which half of it the goal belongs to.
    private static bool AreAllExtraGoalsKnown(DocumentMatch match, List<GoalPlace> places)
    {
        if (match.Result is not { Extra: { } extra, Regulation: { } regulation }) return true;
        var known = match.Goals.Zip(places).Count(static told =>
            !told.First.IsOpen && !told.First.IsKick && told.Second.Period.Number >= FootballPeriod.FirstExtra.Number
            && told.Second.Minute is not null);
        return known == extra.Home + extra.Away - regulation.Home - regulation.Away;
    }

    /// <summary>How many goals of the score have no row.</summary>
    private static Pair WithoutRow(DocumentMatch match)
    {
        var missing = match.Result.Score?.Clone() ?? new Pair();
        foreach (var goal in match.Goals.Where(static goal => goal is { IsOpen: false, IsKick: false }))
        {
            if (goal.Home) missing.Home--;
            else missing.Away--;
        }

        return missing;
    }

    private void TellPlay(IReadOnlyList<string> names, List<GoalPlace> places)
    {
        Begin();
        for (var i = 0; i < places.Count; i++)
        {
            var goal = _match.Goals[i];
            var period = goal.IsKick ? FootballPeriod.Shootout : places[i].Period;
            while (_played[_place].Number < period.Number && _place + 1 < _played.Count) GoOn();
            TellGoal(goal, names[i], places[i]);
        }

        while (_place + 1 < _played.Count) GoOn();
        if (_match.Status == MatchStatus.Live) Stand();
        else End();
    }

    /// <summary>How a match stands that is going on: the number may be ahead of the goals that have rows.</summary>
    private void Stand()
    {
        var told = _score.ToUpdate();
        if (_match.Result.Shootout is { } shootout) _score.SetShootout(shootout.Home, shootout.Away);
        Settle(_match.Result.Score!);
        RestateHalves();
        Score = _score.ToUpdate();
        if (Score.Equals(told)) return;
        Add("score", new ScoreEvent { Score = Score }, _steps[^1].Event.At.ToDateTimeOffset());
    }

    private void TellGoal(DocumentGoal goal, string name, GoalPlace place)
    {
        var incident = IncidentOf(goal, name, place);
        _incidents[name] = incident;
        var at = DocumentTimes.At(_match.Start, goal.IsKick ? FootballPeriod.Shootout : place.Period, goal.IsKick ? 0 : place.Second);
        var told = new ScoreEvent { Incident = incident };
        if (goal.IsKick) _score.SetShootout(_score.Shootout.Home + (goal.Home ? 1 : 0), _score.Shootout.Away + (goal.Home ? 0 : 1));
        else if (!goal.IsOpen) _score.Add(goal.Home, 1, place.Period.Phase);
        if (!goal.IsOpen) told.Score = _score.ToUpdate();
        Add(name[(name.LastIndexOf(':') + 1)..], told, at);
        Times[name] = at;
    }

    private IncidentUpdate IncidentOf(DocumentGoal goal, string name, GoalPlace place)
    {
        var incident = new IncidentUpdate
        {
            Id = name,
            Type = goal.IsKick ? "shootout_kick" : "goal",
            Team = Side.Of(goal.Home),
            Player = goal.Player,
            Phase = goal.IsKick ? FootballPeriod.Shootout.Phase : place.Shown?.Phase ?? (_hasPeriods ? place.Period.Phase : ""),
            State = goal.IsOpen ? IncidentState.Types.Value.Possible : IncidentState.Types.Value.Confirmed,
            Order = OrderOf(goal, place),
        };
        if (goal.IsKick) incident.Method = "scored";
        else if (goal.Method is not null) incident.Method = goal.Method;
        if (goal.IsKick || place.Minute is not { } minute) return incident;
        incident.Minute = minute;
        incident.Added = place.Added;
        return incident;
    }

    // Goals of one minute, and those without any, keep the order in which they are told.
    private double OrderOf(DocumentGoal goal, GoalPlace place)
    {
        var period = goal.IsKick ? FootballPeriod.Shootout : place.Shown ?? place.Period;
        var order = period.Order(goal.IsKick ? 0 : place.Second);
        var last = _incidents.Count == 0 ? double.MinValue : _incidents.GetAt(_incidents.Count - 1).Value.Order;
        return order > last || order + 60 <= last ? order : last + 0.1;
    }

    private void Begin()
    {
        var period = _played[_place];
        if (period == FootballPeriod.Shootout) _score.BeginShootout();
        else if (period.Number >= FootballPeriod.FirstExtra.Number ? _hasExtraPeriods : _hasPeriods) _score.Begin(period.Phase);
        Status = new StatusUpdate { Status = MatchStatus.Live };
        Phase = period.Phase;
        var begin = new ScoreEvent { Status = Status, Phase = new PhaseUpdate { Phase = Phase }, Score = _score.ToUpdate() };
        Add($"{period.Phase}-start", begin, DocumentTimes.At(_match.Start, period, 0));
    }

    private void GoOn()
    {
        var (ended, next) = (_played[_place], _played[++_place]);
        if (TotalAfter(ended) is { } total) Settle(total);
        if (ended == FootballPeriod.SecondHalf) _score.EndRegulation();
        var pause = new ScoreEvent
        {
            Status = new StatusUpdate { Status = MatchStatus.Break },
            Phase = new PhaseUpdate { Phase = next.Wait },
            Score = _score.ToUpdate(),
        };
        Add($"{ended.Phase}-end", pause, DocumentTimes.EndOf(_match.Start, ended));
        Begin();
    }

    private Pair? TotalAfter(FootballPeriod period) => period.Number switch
    {
        0 => _match.Result.Half,
        1 => _match.Result.Regulation,
        3 => _match.Result.Extra,
        _ => null,
    };

    private void End()
    {
        var last = _played[^1];
        if (_match.Result.Shootout is { } shootout) _score.SetShootout(shootout.Home, shootout.Away);
        Settle(_match.Result.Score!);
        RestateHalves();
        Score = _score.ToUpdate();
        Status = _match.IsOver
            ? FootballOutcome.Of(Score.Home, Score.Away, Score.Shootout, _match.Result.HasExtraTime)
            : Other();
        var end = new ScoreEvent { Status = Status, Score = Score };
        Add("end", end, DocumentTimes.EndOf(_match.Start, last));
    }

    private void TellStatus(DateTimeOffset at)
    {
        Status = Other();
        Add("status", new ScoreEvent { Status = Status }, at);
    }

    /// <summary>A status that no score leads to: postponed, abandoned, awarded to one side.</summary>
    private StatusUpdate Other()
    {
        var status = new StatusUpdate { Status = _match.Status };
        if (_match.Status != MatchStatus.Awarded || _match.Result.Score is not { } score || score.Home == score.Away) return status;
        status.Winner = score.Home > score.Away ? Winner.Types.Value.Home : Winner.Types.Value.Away;
        status.WinMethod = WinMethod.Types.Value.Awarded;
        return status;
    }

    /// <summary>Brings the count to a stated number by goals that have no row; those that have one are counted when it comes.</summary>
    private void Settle(Pair total)
    {
        var home = Math.Clamp(total.Home - _score.Home, 0, Math.Max(0, _withoutRow.Home));
        var away = Math.Clamp(total.Away - _score.Away, 0, Math.Max(0, _withoutRow.Away));
        _score.Add(home: true, home, _played[_place].Phase);
        _score.Add(home: false, away, _played[_place].Phase);
        _withoutRow.Home -= home;
        _withoutRow.Away -= away;
    }

    /// <summary>The halves as they are stated, whatever the minutes of the goals say.</summary>
    private void RestateHalves()
    {
        if (_match.Result.Half is not { } half || _played.Count < 2) return;
        var regulation = _match.Result.Regulation ?? _match.Result.Score!;
        _score.Restate(FootballPeriod.FirstHalf.Phase, half.Home, half.Away);
        _score.Restate(FootballPeriod.SecondHalf.Phase, regulation.Home - half.Home, regulation.Away - half.Away);
    }

    private void Add(string what, ScoreEvent told, DateTimeOffset at)
    {
        told.At = at.ToTimestamp();
        _steps.Add((what, told));
    }
}
