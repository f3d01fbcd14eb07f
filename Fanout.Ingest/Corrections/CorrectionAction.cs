using Fanout.Ingest.Normalising.Correcting;
using Fanout.Protocol.Messages;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Corrections;

/// <summary>What an editor may be allowed to do to a match.</summary>
public enum CorrectionAction
{
    /// <summary>Set the score, or what only one sport has of it.</summary>
    Score = 1,

    /// <summary>Set the phase.</summary>
    Phase,

    /// <summary>Set the clock.</summary>
    Clock,

    /// <summary>Set the status, or the outcome, within the lifecycle.</summary>
    Status,

    /// <summary>Set a statistic.</summary>
    Stat,

    /// <summary>Add an incident.</summary>
    Add,

    /// <summary>Change an incident.</summary>
    Amend,

    /// <summary>Take an incident back.</summary>
    Void,

    /// <summary>Bring a voided incident back.</summary>
    Reinstate,

    /// <summary>Keep a field as it is.</summary>
    Lock,

    /// <summary>Let a field follow the feeds again, whoever locked it.</summary>
    Unlock,

    /// <summary>Take a correction back, one's own or another's.</summary>
    Undo,

    /// <summary>Make a match OFFICIAL, AWARDED or VOIDED.</summary>
    Settle,

    /// <summary>Say what the lifecycle or a rule of the sport refuses.</summary>
    Force,
}

/// <summary>What an order does, in the words of <see cref="CorrectionAction"/>.</summary>
internal static class CorrectionActions
{
    /// <param name="order">The order.</param>
    /// <param name="shown">The match as readers see it.</param>
    public static IReadOnlyList<CorrectionAction> Of(CorrectionOrder order, Match shown)
    {
        var actions = new SortedSet<CorrectionAction>();
        if (order.IsForced) actions.Add(CorrectionAction.Force);
        foreach (var step in order.Steps)
        {
            if (step.Lock is not null) actions.Add(CorrectionAction.Lock);
            if (step.Unlock is not null) actions.Add(CorrectionAction.Unlock);
            if (step.Undo is not null) actions.Add(CorrectionAction.Undo);
            if (step.Content is { } content) Add(actions, content, shown);
        }
        return [.. actions];
    }

    /// <summary>Whether a match of this status has its last word.</summary>
    public static bool IsSettled(StatusValue status) => status is StatusValue.Official or StatusValue.Awarded or StatusValue.Voided;

    private static void Add(SortedSet<CorrectionAction> actions, ScoreEvent content, Match shown)
    {
        if (content.Score is not null) actions.Add(CorrectionAction.Score);
        if (content.Phase is not null) actions.Add(CorrectionAction.Phase);
        if (content.Clock is not null) actions.Add(CorrectionAction.Clock);
        if (content.Stat is not null) actions.Add(CorrectionAction.Stat);
        if (content.Void is not null) actions.Add(CorrectionAction.Void);
        if (content.Status is { } status) actions.Add(IsSettled(status.Status) ? CorrectionAction.Settle : CorrectionAction.Status);
        if (content.Incident is { } incident) actions.Add(ActionOf(incident, shown));
    }

    private static CorrectionAction ActionOf(IncidentUpdate incident, Match shown)
    {
        if (incident.Id.Length == 0) return CorrectionAction.Add;
        if (!incident.HasState) return CorrectionAction.Amend;
        if (incident.State == StateValue.Voided) return CorrectionAction.Void;
        var known = shown.Elements<Incident>(MatchState.IncidentsFieldNumber).Find(incident.Id);
        return known?.State == StateValue.Voided ? CorrectionAction.Reinstate : CorrectionAction.Amend;
    }
}
