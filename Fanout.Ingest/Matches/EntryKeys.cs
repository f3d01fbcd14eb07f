namespace Fanout.Ingest.Matches;

/// <summary>Idempotency keys: the same input gives the same key, whoever normalises it, and whenever.</summary>
internal static class EntryKeys
{
    public static string Event(string feed, string id) => $"feed/{feed}/{id}";

    /// <summary>
    /// The event again, when it is replayed out of quarantine or handed to the match that it is an alias of.
    /// </summary>
    public static string Replay(string feed, string id) => $"replay/{feed}/{id}";

    /// <summary>The end of an event's time in quarantine without a replay.</summary>
    public static string Drop(string feed, string id) => $"drop/{feed}/{id}";

    public static string Stale(string matchId, double heardMs) =>
        FormattableString.Invariant($"stale/{matchId}/{heardMs:F0}");

    public static string Restatement(string matchId, uint epoch) =>
        FormattableString.Invariant($"restate/{epoch}/{matchId}");
}
