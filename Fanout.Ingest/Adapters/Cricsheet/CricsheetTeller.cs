using System.Globalization;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;
using Kind = Fanout.Protocol.Messages.ClockKind.Types.Value;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Adapters.Cricsheet;

/// <summary>Tells one match from its fixture to its end, delivery by delivery.</summary>
/// <remarks>
/// The format has no times but the day. A time is made of the place in the document, so that it stays the same when something is put in before:
/// an over takes four minutes, a ball half a minute of them, and twenty minutes lie between innings.
/// </remarks>
internal sealed class CricsheetTeller(CricsheetMatch match, Action<ReadProblem> report)
{
    private const double OrderPerInnings = 100_000;
    private const double OrderPerOver = 50;
    private static readonly TimeSpan Over = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Ball = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Break = TimeSpan.FromMinutes(20);

    private readonly CricsheetScore _score = new();
    private readonly Action<ProblemKind, string, string> _report = match.Reporter(report);
    private DateTimeOffset _at = match.Start ?? DateTimeOffset.UnixEpoch;

    /// <summary>Innings of the match, or a result: something to tell.</summary>
    public static bool HasAny(CricsheetMatch match) =>
        match.Innings.Count > 0 || (match.Outcome is { } outcome && new CricsheetOutcome(match, outcome).ToStatus() is not null);

    public IEnumerable<ScoreEvent> Tell()
    {
        var known = Event("fixture");
        known.Fixture = match.ToFixture();
        yield return known;
        if (match.Start is null)
            _report(ProblemKind.Assumption, "info.dates", "no day is stated; times count from 1970");
        foreach (var lineup in Lineups()) yield return lineup;

        for (var i = 0; i < match.Innings.Count; i++)
        {
            var innings = match.Innings[i];
            if (match.IsHome(innings.Team) is not { } home)
            {
                _report(ProblemKind.Unreadable, innings.Place, $"team \"{innings.Team}\" is not in the match ({match.Teams[0]} v {match.Teams[1]}); the innings is left out");
                continue;
            }

            foreach (var told in Tell(innings, home)) yield return told;
            if (i < match.Innings.Count - 1) yield return End(innings, isLast: false);
        }

        foreach (var told in End()) yield return told;
    }

    private IEnumerable<ScoreEvent> Lineups()
    {
        var cameIn = match.Innings.SelectMany(static innings => innings.Deliveries(static (_, _, _) => { }))
            .SelectMany(static delivery => delivery.Node.Member("replacements")?.Elements("match") ?? [])
            .Select(static one => one.TextOf("in")).ToHashSet(StringComparer.Ordinal);
        foreach (var home in new[] { true, false })
        {
            if (match.LineupOf(home, cameIn) is not { } lineup) continue;
            var told = Event($"lineup-{Side.Of(home)}");
            told.Lineup = lineup;
            yield return told;
        }
    }

    private IEnumerable<ScoreEvent> Tell(CricsheetInnings innings, bool home)
    {
        var deliveries = innings.Deliveries(_report);
        _score.Begin(innings, home);
        var begin = Event($"i{innings.Index + 1}-start");
        begin.Status = new StatusUpdate { Status = MatchStatus.Live };
        begin.Phase = new PhaseUpdate { Phase = PhaseOf(innings) };
        begin.Score = _score.ToUpdate(null);
        if (innings.Index == 0) begin.Clock = new ClockUpdate { Kind = Kind.None, Running = false };
        yield return begin;

        var start = _at;
        var incidents = new CricsheetIncidents(match, home);
        foreach (var delivery in deliveries)
        {
            var at = start + (delivery.Over * Over) + (Math.Min(delivery.Index, 7) * Ball);
            if (at > _at) _at = at;
            foreach (var told in Tell(innings, delivery, incidents)) yield return told;
        }

        if (deliveries.Count > 0) _at = start + ((deliveries[^1].Over + 1) * Over);
    }

    /// <summary>The events of a delivery: each has one incident at most, and the first of those after the ball has the score.</summary>
    private IEnumerable<ScoreEvent> Tell(CricsheetInnings innings, CricsheetDelivery delivery, CricsheetIncidents incidents)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"i{innings.Index + 1}-{delivery.Over}.{delivery.Index}");
        var count = 0;
        foreach (var before in incidents.Before(delivery)) yield return With(Event($"{key}-in{++count}"), before, innings, delivery, -0.5 + (count * 0.01));

        _score.Add(delivery);
        var queue = new Queue<(IncidentUpdate Incident, bool IsWicket)>();
        if (incidents.Boundary(delivery) is { } boundary) queue.Enqueue((boundary, false));
        foreach (var wicket in delivery.Wickets)
            queue.Enqueue(wicket.IsOut ? (incidents.Wicket(delivery, wicket), true) : (incidents.Retirement(wicket), false));
        ReportUnknown(delivery);
        foreach (var review in delivery.Node.Elements("review"))
        {
            if (incidents.Review(review) is { } told) queue.Enqueue((told, false));
        }

        count = 0;
        do
        {
            var told = Event(count == 0 ? key : $"{key}-{count + 1}");
            var (incident, isWicket) = queue.TryDequeue(out var next) ? next : default;
            if (isWicket && !_score.TryAddWicket())
                _report(ProblemKind.Contradiction, delivery.Place, "an eleventh wicket of one innings; ten were counted");
            if (count == 0 || isWicket) told.Score = _score.ToUpdate(delivery);
            yield return incident is null ? told : With(told, incident, innings, delivery, count * 0.1);
            count++;
        }
        while (queue.Count > 0);
    }

    private void ReportUnknown(CricsheetDelivery delivery)
    {
        foreach (var wicket in delivery.Wickets.Where(static wicket => wicket.IsOut && wicket.Method.Length == 0))
            _report(ProblemKind.Assumption, delivery.Place, $"\"{wicket.Kind}\" is no known dismissal; counted as a wicket");
    }

    private ScoreEvent With(ScoreEvent told, IncidentUpdate incident, CricsheetInnings innings, CricsheetDelivery delivery, double order)
    {
        incident.Id = told.Id;
        incident.Phase = PhaseOf(innings);
        incident.Order = (innings.Index * OrderPerInnings) + (delivery.Over * OrderPerOver) + delivery.Index + order;
        told.Incident = incident;
        return told;
    }

    /// <summary>The innings is over: runs that are given after it, whether it was declared, and how it stands.</summary>
    private ScoreEvent End(CricsheetInnings innings, bool isLast)
    {
        _score.Current.Runs += innings.RunsAfter;
        _score.Current.Declared = innings.IsDeclared || innings.IsForfeited;
        var current = _score.Current;
        var end = Event($"i{innings.Index + 1}-end");
        end.Score = _score.ToUpdate(null);
        if (!isLast) end.Status = new StatusUpdate { Status = MatchStatus.Break };
        var overs = string.Create(CultureInfo.InvariantCulture, $"{current.Balls / match.BallsPerOver}.{current.Balls % match.BallsPerOver}");
        var word = innings.IsForfeited ? " forfeited" : innings.IsDeclared ? " declared" : "";
        end.Incident = new IncidentUpdate
        {
            Id = end.Id,
            Type = "period_end",
            Team = current.Side,
            Phase = PhaseOf(innings),
            Text = $"{innings.Team} {current.Runs}/{current.Wickets}{word} ({overs} overs)",
            Order = ((innings.Index + 1) * OrderPerInnings) - 1,
        };
        if (!isLast) _at += Break;
        return end;
    }

    private IEnumerable<ScoreEvent> End()
    {
        if (match.Outcome is not { } stated || new CricsheetOutcome(match, stated) is not { } outcome || outcome.ToStatus() is not { } status)
        {
            if (!match.IsBrokenOff) _report(ProblemKind.Assumption, "info.outcome", "no outcome is stated; taken as still going on");
            yield break;
        }

        if (match.IsBrokenOff) yield break; // nobody knows what is missing
        if (_score.Innings.Count > 0 && match.IsHome(match.Innings[^1].Team) is not null) yield return End(match.Innings[^1], isLast: true);
        if (outcome.Differences(_score) is { Length: > 0 } differences)
            _report(ProblemKind.Contradiction, "info.outcome", $"{differences}; the winner is that of the outcome, the runs are those of the deliveries");
        var end = Event("end");
        end.Status = status;
        yield return end;
    }

    private string PhaseOf(CricsheetInnings innings)
    {
        // Two innings make a super over.
        var superOvers = match.Innings.Count(other => other.IsSuperOver && other.Index < innings.Index);
        var number = innings.IsSuperOver ? (superOvers / 2) + 1 : innings.Index - superOvers + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{(innings.IsSuperOver ? "SO" : "I")}{number}");
    }

    private ScoreEvent Event(string what) => new() { Id = $"{match.Id}:{what}", Match = match.Id, At = _at.ToTimestamp() };
}
