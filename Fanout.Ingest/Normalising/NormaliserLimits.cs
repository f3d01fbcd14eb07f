namespace Fanout.Ingest.Normalising;

/// <summary>What one match may hold, and how far an event may lie ahead.</summary>
internal static class NormaliserLimits
{
    /// <summary>
    /// An event may be dated this far ahead of the server; further ahead it is taken as now (DESIGN: canonical
    /// push).
    /// </summary>
    public const double AheadMsMax = 5_000;

    /// <summary>Bytes of an event as protobuf. Two full squads in a fixture take 20 KiB.</summary>
    public const int EventBytesMax = 64 * 1024;

    /// <summary>Bytes of an event's id.</summary>
    public const int EventIdBytesMax = 128;

    /// <summary>Incidents of a match. A cricket Test of 2,500 balls, each with a comment, fits twice.</summary>
    public const int IncidentCountMax = 5_000;

    /// <summary>
    /// Bytes of all incidents of a match as protobuf: with everything else that a match holds, half of what an entry of
    /// the log takes.
    /// </summary>
    public const int IncidentBytesMax = 2 * 1024 * 1024;

    /// <summary>
    /// Events whose ids a match knows by heart, 16 bytes each: more than five days of heartbeats every 5 s. The log
    /// knows the older ones.
    /// </summary>
    public const int SeenCountMax = 100_000;

    /// <summary>
    /// Statistics of a match; the longest vocabulary has a dozen keys, providers have up to a hundred.
    /// </summary>
    public const int StatCountMax = 200;

    /// <summary>Feeds of a match that are remembered by name, the first that spoke; a policy allows half as many.</summary>
    public const int FeedCountMax = 16;

    /// <summary>Aliases of a match: one per feed that covers it, and old ones.</summary>
    public const int AliasCountMax = 64;
}
