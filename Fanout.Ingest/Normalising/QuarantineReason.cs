namespace Fanout.Ingest.Normalising;

/// <summary>Why an event was put aside.</summary>
public static class QuarantineReason
{
    /// <summary>No fixture has named the match yet. Replayed in order when one does.</summary>
    public const string UnknownMatch = "UNKNOWN_MATCH";

    /// <summary>The lifecycle has no way from the match's status to the one that the event states.</summary>
    public const string Lifecycle = "LIFECYCLE";

    /// <summary>The incident cannot go from its state to the one that the event states.</summary>
    public const string IncidentLifecycle = "INCIDENT_LIFECYCLE";

    /// <summary>The event takes back an incident that the match does not have.</summary>
    public const string UnknownIncident = "UNKNOWN_INCIDENT";

    /// <summary>A value that the sport does not have: 11 wickets, 4 outs, a third side.</summary>
    public const string ImpossibleValue = "IMPOSSIBLE_VALUE";

    /// <summary>A text or a list beyond its limit, or one element too many for the match.</summary>
    public const string LimitExceeded = "LIMIT_EXCEEDED";

    /// <summary>Another sport than the one that the match is known to be of.</summary>
    public const string SportChanged = "SPORT_CHANGED";

    /// <summary>
    /// The match was over long ago and left the memory of the server. The event is kept in the log, and nowhere else.
    /// </summary>
    public const string RetiredMatch = "RETIRED_MATCH";

    /// <summary>
    /// Judging the event failed, for a fault of this server. Forcing it judges it again, which may go well after an update.
    /// </summary>
    public const string ServerFault = "SERVER_FAULT";

    /// <summary>All of them: a fixed set, fit for tags of metrics.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        UnknownMatch, Lifecycle, IncidentLifecycle, UnknownIncident, ImpossibleValue, LimitExceeded, SportChanged,
        RetiredMatch, ServerFault,
    ];
}
