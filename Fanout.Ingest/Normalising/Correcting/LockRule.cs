using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising.Correcting;

/// <summary>Until when a lock holds, and whether that is now.</summary>
internal static class LockRule
{
    /// <summary>Until the feeds say what readers see.</summary>
    public const string Agree = "agree";

    /// <summary>Until an editor says so.</summary>
    public const string Release = "release";

    private const string Phase = "phase=";
    private const string Status = "status=";
    private const int LengthMax = 40;

    /// <summary>Two people who stop a clock stop it within a second of one another.</summary>
    private const double ClockMsMax = 1000;

    /// <summary>Whether it says until when.</summary>
    public static bool IsValid(string until) => until switch
    {
        Agree or Release => true,
        _ when until.Length > LengthMax => false,
        _ when until.StartsWith(Phase, StringComparison.Ordinal) => until.Length > Phase.Length,
        _ => until.StartsWith(Status, StringComparison.Ordinal) && IsStatus(until[Status.Length..]),
    };

    /// <summary>Whether a lock holds no longer.</summary>
    /// <param name="held">The lock.</param>
    /// <param name="feeds">What the feeds say by now.</param>
    public static bool IsMet(HeldField held, Match feeds)
    {
        var until = held.Lock.Until;
        if (until == Agree) return Agrees(held, feeds);
        return IsStated(until, feeds);
    }

    /// <summary>Whether the feeds state the condition that a lock names; false of those that name none.</summary>
    public static bool IsStated(string until, Match feeds)
    {
        if (until.StartsWith(Phase, StringComparison.Ordinal)) return feeds.Head.Phase == until[Phase.Length..];
        return until.StartsWith(Status, StringComparison.Ordinal) && EnumNames.Of(feeds.Head.Status) == until[Status.Length..];
    }

    private static bool Agrees(HeldField held, Match feeds)
    {
        var said = held.Field.PartOf(feeds);
        if (held.Field.Incident is not null) return IsAlike(held.Incident, said.Incidents.FirstOrDefault());
        var ours = held.Lock.Value ?? new MatchState();
        return held.Field.Name == MatchField.Clock ? IsAlike(ours.Clock, said.Clock) : ours.Equals(said) && HasSame(ours, said);
    }

    /// <summary>Equality of messages passes over what is absent; that a winner is not known is a value, too.</summary>
    private static bool HasSame(MatchState one, MatchState other) => one.CalculateSize() == other.CalculateSize();

    private static bool IsAlike(Clock? one, Clock? other)
    {
        if (one is null || other is null) return one is null && other is null;
        if (one.Kind != other.Kind || one.Running != other.Running) return false;
        var atMs = Math.Max(one.AnchorMs, other.AnchorMs);
        return Math.Abs((double)ClockRule.ShownAt(one, atMs) - ClockRule.ShownAt(other, atMs)) <= ClockMsMax;
    }

    /// <summary>
    /// What readers see of it but for texts. Who changed it and how often, its place among the others, and how sure whose
    /// source was, differ between two who say the same.
    /// </summary>
    private static bool IsAlike(Incident? one, Incident? other)
    {
        if (one is null || other is null) return one is null && other is null;
        return Facts(one) == Facts(other);

        static (string, string, string, string, string, string, uint, uint, string, int, int) Facts(Incident incident) =>
            (incident.Type, incident.Method, incident.Card, incident.Team, incident.Player, incident.Player2, incident.Minute,
                incident.Added, incident.Phase, (int)incident.State, (int)incident.Visibility);
    }

    private static bool IsStatus(string name) => Enum.GetValues<Protocol.Messages.Status.Types.Value>()
        .Any(value => value != Protocol.Messages.Status.Types.Value.Unspecified && EnumNames.Of(value) == name);
}
