using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// The order of play where the source gives none: by minute, then by arrival. An incident without a minute shares that
/// of the incident which arrived before it.
/// </summary>
internal static class IncidentOrder
{
    // The minute is the whole part, the arrival the fraction: there are fewer incidents than this, see
    // NormaliserLimits.
    private const double ArrivalMax = 10_000;
    private const double PerMinute = 100; // leaves room for added time, see InputLimits

    public static void Place(Proposal proposal, Incident? before, Incident after, IncidentUpdate update)
    {
        var note = proposal.NoteOf(after.Id);
        if (update.HasOrder)
        {
            after.Order = update.Order;
            note.OrderStated = true;
            note.OrderBase = Math.Floor(update.Order);
        }
        else if (before is null || (!note.OrderStated && (after.Minute, after.Added) != (before.Minute, before.Added)))
        {
            var hasMinute = update.HasMinute || after.Minute > 0;
            note.OrderBase = hasMinute ? (after.Minute * PerMinute) + after.Added : proposal.Work.LastArrived.OrderBase;
            after.Order = note.OrderBase + (note.Arrival / ArrivalMax);
        }
    }
}
