using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>What an editor decided, as the log keeps it: readers see role and reason, the writer's part has the name.</summary>
/// <param name="Id">Of the correction.</param>
/// <param name="Actor">Name of the editor.</param>
/// <param name="Role">What made it allowed, e.g. <c>senior</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="AtMs">When, ms since 1970.</param>
internal sealed record EditorDecision(string Id, string Actor, string Role, string Reason, double AtMs)
{
    /// <summary>The correction, which retracts what the event itself would have.</summary>
    /// <param name="feeds">What the event would have corrected by itself; null: nothing.</param>
    public Correction Over(Correction? feeds = null)
    {
        var correction = new Correction { Id = Id, ActorRole = Role, Reason = Reason };
        if (feeds is not null) correction.Retracts.AddRange(feeds.Retracts);
        return correction;
    }
}
