namespace Fanout.Client.Subscriptions;

/// <summary>What to do with a frame while standing at a position.</summary>
internal enum Step
{
    Apply,
    Ignore,
    Resync,
}

/// <summary>The rule by which a client keeps its state exact (docs/protocol): pure, without socket or clock.</summary>
internal static class Stepping
{
    /// <param name="seq">Where the client stands; null: it has no state yet.</param>
    /// <param name="frameSeq">Where the delta leads.</param>
    /// <param name="framePrevious">Where the delta starts; null: just before <paramref name="frameSeq"/>.</param>
    public static Step Classify(uint? seq, uint frameSeq, uint? framePrevious)
    {
        if (seq is null)
            return Step.Resync;
        if (frameSeq <= seq)
            return Step.Ignore; // replayed after a reconnect
        return (framePrevious ?? frameSeq - 1) == seq ? Step.Apply : Step.Resync;
    }
}
