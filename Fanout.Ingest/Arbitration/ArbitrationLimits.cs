using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Arbitration;

/// <summary>How much several feeds of one match may hold.</summary>
internal static class ArbitrationLimits
{
    /// <summary>Feeds of one match. Nobody buys more than three; the others are tests and mistakes.</summary>
    public const int FeedCountMax = 8;

    /// <summary>
    /// Bytes of the incidents in all views of a match as protobuf: as much as the public state may have, since the two stand
    /// in one entry when an epoch begins.
    /// </summary>
    public const int IncidentBytesMax = NormaliserLimits.IncidentBytesMax;

    /// <summary>Doublings of the hold-off.</summary>
    public const int HoldOffDoublingMax = 5;

    /// <summary>After so many hold-offs without another fault, the count of them begins anew.</summary>
    public const int HoldOffsToForget = 10;
}
