using Fanout.Protocol.Messages;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Arbitration;

/// <summary>Which public incident is the one that a feed speaks of under an id of its own.</summary>
/// <remarks>
/// Told by type, side, minute and player. Scouts disagree about the minute by one or two, and about who touched the ball
/// last; two goals of one side within two minutes and by two players are one in a thousand, and are told apart by the player.
/// </remarks>
internal static class IncidentLikeness
{
    private const int MinutesApartMax = 2;
    private const int MinutesApartMaxOfOne = 5; // by the same player
    private const double MsApartMax = 180_000; // where a feed gives no minute

    /// <summary>The likest public incident that is none of the feed's already; null: there is none.</summary>
    /// <param name="draft">The entry under way.</param>
    /// <param name="shown">Public ids of the feed's incidents.</param>
    /// <param name="incident">What the feed says.</param>
    /// <param name="otherSide">Look for one that is the same but for its side.</param>
    public static Incident? Find(
        ArbitrationDraft draft, IReadOnlySet<string> shown, Incident incident, bool otherSide = false)
    {
        Incident? likest = null;
        var most = 0;
        foreach (var candidate in draft.Incidents())
        {
            if (shown.Contains(candidate.Id) || !IsThere(candidate)) continue;
            if (candidate.Type != incident.Type || candidate.Card != incident.Card) continue;
            if (candidate.Team == incident.Team == otherSide) continue;
            var likeness = Likeness(incident, candidate);
            if (likeness > most) (likest, most) = (candidate, likeness);
        }
        return likest;
    }

    /// <summary>What a feed took back is another incident than the one that comes after it; what we took back may be the same.</summary>
    private static bool IsThere(Incident incident) =>
        incident.State != StateValue.Voided || incident.Provenance == ArbitrationDraft.Provenance;

    private static int Likeness(Incident first, Incident second)
    {
        var areNamed = first.Player.Length > 0 && second.Player.Length > 0;
        var isSame = areNamed && PlayerName.AreOne(first.Player, second.Player);
        if (first.Minute == 0 || second.Minute == 0)
            return Math.Abs(first.AtMs - second.AtMs) > MsApartMax ? 0 : isSame ? 3 : 1;
        var apart = (int)Math.Abs((long)first.Minute + first.Added - second.Minute - second.Added);
        if (isSame) return apart > MinutesApartMaxOfOne ? 0 : 20 - apart;
        var apartMax = areNamed ? MinutesApartMax - 1 : MinutesApartMax;
        return apart > apartMax ? 0 : 10 - apart;
    }
}
