using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Adapters.Wyscout;

/// <summary>What in the events is worth an incident: goals, kicks of the shoot-out, missed penalties, cards, corners (counted only), substitutions.</summary>
internal sealed class WyscoutIncidents(WyscoutSetting setting, RunningScore score)
{
    // Play restarts from the middle after a goal: two own goals so close together are two events of one.
    private const double SameGoalSeconds = 10;

    // A pass that is marked as an assist leads to the goal of its own attack.
    private const double AssistSeconds = 20;

    private readonly HashSet<long> _told = [];
    private readonly Pair _corners = new();
    private WyscoutEvent _assist;
    private WyscoutEvent _ownGoal;

    /// <summary>The canonical event for one of the provider's; <see langword="null"/> for what no score depends on.</summary>
    public ScoreEvent? Tell(WyscoutEvent read, bool home, DateTimeOffset at, WyscoutPlace place, Action<ReadProblem> report)
    {
        if (read.Tags.HasFlag(WyscoutTags.Assist)) _assist = read;
        if (!IsNotable(read)) return null;
        if (!_told.Add(read.Id))
        {
            report(place.Problem(ProblemKind.Contradiction, $"event {read.Id} comes twice; the first was taken"));
            return null;
        }

        if (read.IsOwnGoal && IsSameOwnGoal(read))
        {
            report(place.Problem(ProblemKind.Contradiction, $"event {read.Id} marks the own goal of event {_ownGoal.Id} again; counted once"));
            return null;
        }

        var told = new ScoreEvent { Id = WyscoutText.Id(read.Id), Match = setting.MatchId, At = at.ToTimestamp() };
        if (read.IsKick) TellKick(told, read, home);
        else if (read.IsOwnGoal) TellOwnGoal(told, read, home);
        else if (read.IsGoal) TellGoal(told, read, home);
        else if (read.Kind == WyscoutKind.Penalty) told.Incident = Incident(read, "penalty", home, method: "missed");
        else if (CardOf(read) is { } card) told.Incident = Incident(read, "card", home, card: card);
        if (read.Kind == WyscoutKind.Corner) CountCorner(told, home);
        return told;
    }

    /// <param name="at">When; the list has no id for a substitution, so the players make one.</param>
    public ScoreEvent Substitution(WyscoutSubstitution substitution, FootballPeriod period, double second, DateTimeOffset at)
    {
        var told = setting.Event($"sub-{substitution.PlayerIn}-{substitution.PlayerOut}", at);
        var on = new WyscoutEvent(0, 0, 0, substitution.PlayerIn, period, second, WyscoutKind.Other, WyscoutTags.None);
        told.Incident = Incident(on, "substitution", substitution.Home);
        told.Incident.Id = told.Id;
        if (setting.PlayerName(substitution.PlayerOut) is { } off) told.Incident.Player2 = off;
        return told;
    }

    private static bool IsNotable(WyscoutEvent read) =>
        read.IsKick || read.IsOwnGoal || read.IsGoal || CardOf(read) is not null || read.Kind is WyscoutKind.Penalty or WyscoutKind.Corner;

    private bool IsSameOwnGoal(WyscoutEvent read) =>
        _ownGoal.Id != 0 && _ownGoal.TeamId == read.TeamId && _ownGoal.Period == read.Period
        && Math.Abs(read.Second - _ownGoal.Second) < SameGoalSeconds;

    private void TellKick(ScoreEvent told, WyscoutEvent read, bool home)
    {
        var scored = read.Tags.HasFlag(WyscoutTags.Goal);
        score.AddKick(home, scored);
        told.Score = score.ToUpdate();
        told.Incident = Incident(read, "shootout_kick", home, method: scored ? "scored" : "missed");
        told.Incident.ClearMinute();
        told.Incident.ClearAdded();
    }

    private void TellGoal(ScoreEvent told, WyscoutEvent read, bool home)
    {
        score.Add(home, 1, read.Period.Phase);
        told.Score = score.ToUpdate();
        told.Incident = Incident(read, "goal", home, method: read.Kind switch
        {
            WyscoutKind.Penalty => "penalty",
            WyscoutKind.FreeKickShot => "free_kick",
            WyscoutKind.Corner => "corner",
            _ => "open",
        });
        if (IsAssistFor(read) && setting.PlayerName(_assist.PlayerId) is { } assist) told.Incident.Player2 = assist;
    }

    private bool IsAssistFor(WyscoutEvent goal) =>
        _assist.Id != 0 && _assist.TeamId == goal.TeamId && _assist.Period == goal.Period && _assist.PlayerId != goal.PlayerId
        && goal.Second - _assist.Second is >= 0 and <= AssistSeconds;

    private void TellOwnGoal(ScoreEvent told, WyscoutEvent read, bool home)
    {
        _ownGoal = read;
        score.Add(!home, 1, read.Period.Phase);
        told.Score = score.ToUpdate();
        told.Incident = Incident(read, "goal", !home, method: "own_goal");
    }

    private void CountCorner(ScoreEvent told, bool home)
    {
        if (home) _corners.Home++;
        else _corners.Away++;
        told.Score ??= new ScoreUpdate();
        told.Score.Football = new Football { Corners = _corners.Clone() };
    }

    private IncidentUpdate Incident(WyscoutEvent read, string type, bool home, string? method = null, string? card = null)
    {
        var (minute, added) = read.Period.MinuteAt(read.Second);
        var incident = new IncidentUpdate
        {
            Id = WyscoutText.Id(read.Id),
            Type = type,
            Team = Side.Of(home),
            Minute = minute,
            Added = added,
            Phase = read.Period.Phase,
            Order = read.Period.Order(read.Second),
        };
        if (method is not null) incident.Method = method;
        if (card is not null) incident.Card = card;
        if (setting.PlayerName(read.PlayerId) is { } player) incident.Player = player;
        return incident;
    }

    // Where several are marked on one foul, it is the one that sends off; a second yellow is not a straight red.
    private static string? CardOf(WyscoutEvent read)
    {
        if (read.Tags.HasFlag(WyscoutTags.SecondYellow)) return "second_yellow";
        if (read.Tags.HasFlag(WyscoutTags.Red)) return "red";
        return read.Tags.HasFlag(WyscoutTags.Yellow) ? "yellow" : null;
    }
}
