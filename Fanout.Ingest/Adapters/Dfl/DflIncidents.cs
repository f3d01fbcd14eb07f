using Fanout.Ingest.Adapters.Text;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Dfl;

/// <summary>What an event looks like among the incidents of its match, and why one was taken back.</summary>
internal sealed class DflIncidents(DflMatch match)
{
    // A review takes minutes; what was disallowed so long before or after another goal is another.
    private static readonly TimeSpan ReviewMax = TimeSpan.FromMinutes(10);

    private readonly List<DflEvent> _decisions = [];

    /// <summary>Takes note of reviews and disallowed goals, which may arrive before or after the tombstone of the goal.</summary>
    public void Survey(IEnumerable<DflEvent> events) =>
        _decisions.AddRange(events.Where(static read => read.Kind is DflKind.VideoReview or DflKind.GoalDisallowed));

    /// <summary>Our id of the incident that an event is.</summary>
    public static string IdOf(DflEvent read) => DflNames.Id(read.Id);

    /// <summary>The incident; <see langword="null"/> for an event that is none.</summary>
    public IncidentUpdate? Of(DflTold told)
    {
        var read = told.Event;
        return read.Kind switch
        {
            _ when told.IsKick => Make(told, "shootout_kick", method: read.Kind == DflKind.Goal ? "scored" : read.Word),
            DflKind.Goal => Make(told, "goal", method: read.Word),
            DflKind.OwnGoal => Make(told, "goal", method: "own_goal"),
            DflKind.PenaltyMissed => Make(told, "penalty", method: read.Word),
            DflKind.Card => Make(told, "card", card: read.Word),
            DflKind.StaffCard => Make(told, "other", text: $"Card for a team official: {read.Word}"),
            DflKind.Substitution => Make(told, "substitution"),
            DflKind.VideoReview => Make(told, "var", text: read.Word),
            DflKind.GoalDisallowed => Make(told, "var", method: "goal_disallowed", text: read.Word),
            _ => null,
        };
    }

    /// <summary>Why a goal is void, as far as the officials' decisions beside it say; anything else is the provider's own correction.</summary>
    public string ReasonOf(DflEvent taken)
    {
        if (taken.Kind is not (DflKind.Goal or DflKind.OwnGoal)) return "FEED_CORRECTION";
        var disallowed = _decisions.Find(decision =>
            decision.Kind == DflKind.GoalDisallowed && decision.Team == taken.Team && (decision.Time - taken.Time).Duration() <= ReviewMax);
        if (disallowed is null) return "FEED_CORRECTION";
        var wasReviewed = _decisions.Exists(decision =>
            decision.Kind == DflKind.VideoReview && (decision.Time - disallowed.Time).Duration() <= ReviewMax);
        if (!wasReviewed) return "OFFICIALS";
        return disallowed.Word switch
        {
            "offside" => "VAR_OFFSIDE",
            "foul" => "VAR_FOUL",
            "handBall" => "VAR_HANDBALL",
            _ => "VAR_OTHER",
        };
    }

    private IncidentUpdate Make(DflTold told, string type, string? method = null, string? card = null, string? text = null)
    {
        var read = told.Event;
        var incident = new IncidentUpdate { Id = IdOf(read), Type = type, State = IncidentState.Types.Value.Confirmed };
        if (method is not null) incident.Method = method;
        if (card is not null) incident.Card = Names.Of(card);
        if (text is not null) incident.Text = text;
        if (told.Home is { } home) incident.Team = Side.Of(home);
        if (match.NameOf(read.Player) is { } player) incident.Player = player;
        if (match.NameOf(read.Player2) is { } player2) incident.Player2 = player2;
        if (read.IsCancelled)
        {
            incident.State = IncidentState.Types.Value.Voided;
            incident.Reason = "OFFICIALS";
        }

        if (told.Period is not { } period) return incident;
        incident.Phase = period.Phase;
        incident.Order = period.Order(told.Second);
        if (told.IsKick) return incident;
        (incident.Minute, incident.Added) = period.MinuteAt(told.Second);
        return incident;
    }
}
