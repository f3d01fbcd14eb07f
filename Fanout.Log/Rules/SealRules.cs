namespace Fanout.Log;

/// <summary>
/// The checks of <see cref="ILogWriter.SealAsync"/> and their order, for every store that runs them in this process.
/// </summary>
internal static class SealRules
{
    /// <summary>Seals the partition if nothing speaks against it. The caller makes the call one atomic step.</summary>
    public static SealOutcome Run(IPartitionStore store, SealRequest request, string runId)
    {
        PartitionRecord record = store.Record;
        if (request.RunId != runId)
            return SealOutcome.Unsealed;
        if (store.Fence != request.Fence)
            return SealOutcome.Fenced;
        if (record.SealedRunId == runId && record.Head == request.Head with { Epoch = request.Epoch })
            return SealOutcome.Sealed; // the answer to an earlier try was lost
        if (record.Head != request.Head || record.Chain != request.Chain)
            return SealOutcome.Conflict;

        bool begins = request.Epoch != record.Head.Epoch;
        if (begins && (request.Epoch == 0 || record.Knows(request.Epoch)))
            return SealOutcome.Conflict;
        store.Record = (begins ? record.Begin(request.Epoch) : record) with { SealedRunId = runId };
        return SealOutcome.Sealed;
    }
}
