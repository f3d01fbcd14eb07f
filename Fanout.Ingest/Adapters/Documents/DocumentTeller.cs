using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Adapters.Documents;

/// <summary>Tells one match of a document that is read again and again: the first time from its first whistle, later only what is new in it.</summary>
/// <remarks>
/// What is different from the document before is a correction: a goal that is no longer there is voided, one with another minute or scorer
/// amended, a score that fell is stated. The time of a change is the provider's, else that of the play, and never before the last one told.
/// </remarks>
internal sealed class DocumentTeller(string match)
{
    private const string Withdrawn = "FEED_CORRECTION";

    private readonly EventIds _ids = new(match);
    private readonly GoalNames _names = new(match);
    private readonly HashSet<string> _voided = new(StringComparer.Ordinal);
    private DocumentMatch? _told;
    private DocumentStory? _story;
    private DateTimeOffset _at = DateTimeOffset.MinValue;

    /// <summary>What was told last has a score; otherwise it is merely listed, or nothing was told.</summary>
    public bool HasScore => _told?.HasScore == true;

    /// <summary>The document is older than one that was told: the provider's own times say so.</summary>
    public bool IsOutdated(DocumentMatch now) => now.ChangedAt < _told?.ChangedAt;

    /// <summary>Tells what is new in the match.</summary>
    /// <param name="now">What the document says of it.</param>
    /// <param name="contradict">Told of goals whose minute and half do not fit together.</param>
    public IReadOnlyList<ScoreEvent> Tell(DocumentMatch now, Action<string> contradict)
    {
        var places = Place(now, contradict);
        var story = DocumentStory.Of(now, _names.Of(now.Goals), places);
        var told = _story is null ? TellAll(now, story) : TellChanges(now, story, _told!, _story);
        (_told, _story) = (now, story);
        return told;
    }

    private static List<GoalPlace> Place(DocumentMatch match, Action<string> contradict)
    {
        var places = new List<GoalPlace>(match.Goals.Count);
        var after = new Pair();
        foreach (var goal in match.Goals)
        {
            if (goal is { IsOpen: false, IsKick: false })
            {
                if (goal.Home) after.Home++;
                else after.Away++;
            }

            var place = GoalPlace.Of(goal, after, match.Result, places.Count == 0 ? null : places[^1]);
            if (place.IsContradiction && !goal.IsKick)
            {
                contradict(
                    $"the {DocumentResult.Show(after)} of minute {goal.Minute} is a goal of {place.Shown!.Phase} by its minute and of "
                    + $"{place.Period.Phase} by the results; the results were followed for the score, the minute for the goal");
            }

            places.Add(place);
        }

        return places;
    }

    private List<ScoreEvent> TellAll(DocumentMatch now, DocumentStory story)
    {
        // Of a match that is to come, what is known was known before its start.
        var at = !now.HasScore && now.ChangedAt < now.Start ? now.ChangedAt.Value : now.Start;
        var events = new List<ScoreEvent> { Sign("fixture", new ScoreEvent { Fixture = now.Fixture }, at) };
        foreach (var (what, step) in story.Steps) events.Add(Sign(what, step.Clone(), step.At.ToDateTimeOffset()));
        return events;
    }

    private List<ScoreEvent> TellChanges(DocumentMatch now, DocumentStory story, DocumentMatch before, DocumentStory told)
    {
        var events = new List<ScoreEvent>();
        if (!now.Fixture.Equals(before.Fixture)) events.Add(Sign("fixture", new ScoreEvent { Fixture = now.Fixture }, Changed(now)));
        var score = told.Score?.Clone();
        if (story.Score is not null && score is null)
        {
            foreach (var (what, step) in story.Steps) events.Add(Sign(what, step.Clone(), step.At.ToDateTimeOffset()));
            return events;
        }

        if (score is not null) TellIncidents(events, now, story, told, score);
        if (StateChange(story, told, score) is { } change) events.Add(Sign("state", change, Changed(now)));
        return events;
    }

    private void TellIncidents(List<ScoreEvent> events, DocumentMatch now, DocumentStory story, DocumentStory told, ScoreUpdate score)
    {
        foreach (var (id, was) in told.Incidents)
        {
            var isGone = !story.Incidents.TryGetValue(id, out var still) || (DocumentStory.Counts(was) && !DocumentStory.Counts(still));
            if (!isGone || !_voided.Add(id)) continue;
            var taken = new ScoreEvent { Void = new VoidUpdate { Incident = id, Reason = Withdrawn } };
            if (Count(score, was, -1)) taken.Score = score.Clone();
            events.Add(Sign($"{ShortOf(id)}-void", taken, Changed(now)));
        }

        if (story.Status.Status == MatchStatus.Live && story.Phase != told.Phase)
        {
            var phase = new ScoreEvent { Status = story.Status, Phase = new PhaseUpdate { Phase = story.Phase } };
            events.Add(Sign($"{story.Phase}-start", phase, Changed(now)));
        }

        foreach (var (id, incident) in story.Incidents)
        {
            var was = told.Incidents.GetValueOrDefault(id);
            var isBack = _voided.Contains(id) && DocumentStory.Counts(incident);
            if (!isBack && (_voided.Contains(id) || incident.Equals(was))) continue;
            if (was is not null && !isBack) Count(score, was, -1);
            _voided.Remove(id);
            var isCounted = Count(score, incident, 1);
            var amended = new ScoreEvent { Incident = incident };
            var isNews = was is null || isBack || was.Team != incident.Team || DocumentStory.Counts(was) != DocumentStory.Counts(incident);
            if (isCounted && isNews) amended.Score = score.Clone();
            events.Add(Sign(ShortOf(id), amended, now.ChangedAt ?? (was is null ? story.Times[id] : _at)));
        }
    }

    /// <summary>What of status, phase and score the incidents have not told; <see langword="null"/>: nothing.</summary>
    private static ScoreEvent? StateChange(DocumentStory story, DocumentStory told, ScoreUpdate? score)
    {
        var change = new ScoreEvent();
        if (!story.Status.Equals(told.Status)) change.Status = Outcome(story.Status, told.Status);
        var stands = story.Score ?? new ScoreUpdate { Home = 0, Away = 0 }; // a score that was withdrawn altogether
        if (score is not null && (story.Score is not null ? !stands.Equals(score) : score.Home + score.Away > 0)) change.Score = stands.Clone();
        return change.CalculateSize() == 0 ? null : change;
    }

    // A draw has no way of winning: what was said of one before has to go.
    private static StatusUpdate Outcome(StatusUpdate now, StatusUpdate before)
    {
        var status = now.Clone();
        if (before.HasWinner && !now.HasWinner) status.Winner = Winner.Types.Value.Unspecified;
        if (before.HasWinMethod && !now.HasWinMethod) status.WinMethod = WinMethod.Types.Value.Unspecified;
        return status;
    }

    /// <summary>Adds an incident to the score, or takes it back; false when it is in no score.</summary>
    private static bool Count(ScoreUpdate score, IncidentUpdate incident, int sign)
    {
        var home = Side.IsHome(incident.Team);
        if (incident.Type == "shootout_kick")
        {
            score.Shootout ??= new ShootoutUpdate { Home = 0, Away = 0 };
            if (home) score.Shootout.Home += sign;
            else score.Shootout.Away += sign;
            return true;
        }

        if (!DocumentStory.Counts(incident)) return false;
        var period = score.Periods.FirstOrDefault(period => period.Phase == incident.Phase);
        if (period is null && score.Periods.Count > 0 && incident.Phase.Length > 0)
            score.Periods.Add(period = new PeriodScore { Phase = incident.Phase });
        if (home) score.Home += sign;
        else score.Away += sign;
        if (period is not null && home) period.Home += sign;
        else if (period is not null) period.Away += sign;
        return true;
    }

    private DateTimeOffset Changed(DocumentMatch now) => now.ChangedAt ?? _at;

    private string ShortOf(string incident) => incident[(match.Length + 1)..];

    private ScoreEvent Sign(string what, ScoreEvent told, DateTimeOffset at)
    {
        if (at > _at) _at = at;
        told.At = _at.ToTimestamp();
        return _ids.Sign(what, told);
    }
}
