using System.IO.Hashing;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Ingest.Corrections;

/// <summary>
/// A hash of what a correction does, for who previewed it: the same whenever it is asked for, while it does the same. The
/// hash of the state is not, because it has the time of the correction in it, and whatever else happens in the match.
/// </summary>
internal static class CorrectionEffect
{
    /// <param name="delta">What readers see change; null: nothing.</param>
    /// <param name="before">The match before.</param>
    /// <param name="id">Id of the correction: another one when it is done than in the preview, where a correction came between.</param>
    public static uint Of(MatchDelta? delta, Match before, string id)
    {
        if (delta is null) return 0;
        var timeless = delta.Clone();
        timeless.Clock?.ClearAnchorMs();
        foreach (var incident in timeless.Incidents?.Upsert ?? [])
        {
            if (before.Elements<Incident>(MatchState.IncidentsFieldNumber).Find(incident.Id) is null) (incident.AtMs, incident.Order) = (0, 0);
            incident.Id = incident.Id.Replace(id, "", StringComparison.Ordinal);
            if (incident.Provenance == id) incident.Provenance = "";
        }
        return XxHash32.HashToUInt32(timeless.ToByteArray());
    }
}
