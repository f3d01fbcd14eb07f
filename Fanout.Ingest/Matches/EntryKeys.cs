using Fanout.Log;

namespace Fanout.Ingest.Matches;

/// <summary>Idempotency keys: the same input gives the same key, whoever normalises it, and whenever.</summary>
internal static class EntryKeys
{
    /// <summary>
    /// Of what no input asked for: a match went stale, a held event is replayed or dropped. Whether that was done
    /// already is in the state of the match, which is read from the log; a key made of what was decided on would be
    /// refused where the same is decided twice for good reasons, and would be refused again after every reload.
    /// </summary>
    public const string Own = EntryDraft.OwnKey;

    public static string Event(string feed, string id) => $"feed/{feed}/{id}";

    /// <summary>The event again, when it is handed to the match that it turned out to speak of; which may turn out to be another one.</summary>
    public static string HandedOver(string matchId, string feed, string id) => $"adopt/{matchId}/{feed}/{id}";
}
