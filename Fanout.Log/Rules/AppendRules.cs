namespace Fanout.Log;

/// <summary>
/// The checks of an append and their order (DESIGN 5: run id, key, fence, epoch, expected sequence), for every store
/// that runs them in this process.
/// </summary>
internal static class AppendRules
{
    /// <summary>
    /// Takes the entries of a request one after another until one is not taken. The caller makes the whole call one
    /// atomic step.
    /// </summary>
    /// <param name="store">The partition.</param>
    /// <param name="request">What to append.</param>
    /// <param name="runId">The run of the store.</param>
    /// <param name="nowMs">Unix time in milliseconds; a clock that went back is not believed.</param>
    public static AppendAnswer Run(IPartitionStore store, AppendRequest request, string runId, long nowMs)
    {
        var answers = new List<EntryAnswer>(request.Entries.Count);
        ChainHash previous = request.Previous;
        foreach (Entry entry in request.Entries)
        {
            EntryAnswer answer = Judge(store, request, entry, previous, runId);
            if (answer.Outcome == AppendOutcome.Appended)
                answer = answer with { Place = Take(store, request, entry, nowMs) };
            answers.Add(answer);
            if (!IsTaken(answer, entry))
                break;
            previous = entry.Chain;
        }
        return new AppendAnswer(answers);
    }

    /// <summary>
    /// Whether the entry stands in the log exactly as issued: appended now, or by an earlier try of the same request.
    /// </summary>
    public static bool IsTaken(in EntryAnswer answer, Entry entry) =>
        answer.Outcome == AppendOutcome.Appended
        || answer.Outcome == AppendOutcome.Duplicate && answer.Place.Position == entry.Position;

    private static EntryAnswer Judge(
        IPartitionStore store, AppendRequest request, Entry entry, ChainHash previous, string runId)
    {
        PartitionRecord record = store.Record;
        if (request.RunId != runId || (record.SealedRunId != runId && !request.Reopening))
            return new EntryAnswer(AppendOutcome.Unsealed);

        if (store.FindKey(entry.Key) is { } known)
        {
            return known.ContentDigest == entry.ContentDigest
                ? new EntryAnswer(AppendOutcome.Duplicate, known.Place)
                : new EntryAnswer(AppendOutcome.Conflict, known.Place, ConflictReason.KeyReused);
        }

        if (store.Fence != request.Fence)
            return new EntryAnswer(AppendOutcome.Fenced);

        ConflictReason conflict = JudgePlace(store, record, request, entry, previous);
        return conflict == ConflictReason.None
            ? new EntryAnswer(AppendOutcome.Appended)
            : new EntryAnswer(AppendOutcome.Conflict, Conflict: conflict);
    }

    private static ConflictReason JudgePlace(
        IPartitionStore store, PartitionRecord record, AppendRequest request, Entry entry, ChainHash previous)
    {
        bool begins = entry.Epoch != record.Head.Epoch;
        if (begins && !(request.Reopening && MayBegin(record, entry)))
            return ConflictReason.Epoch;
        bool follows = begins ? entry.Sequence > record.Head.Sequence : entry.Sequence == record.Head.Sequence + 1;
        if (!follows || previous != record.Chain)
            return ConflictReason.Sequence;
        return FollowsInMatch(store.MatchHead(entry.MatchId), entry)
            ? ConflictReason.None
            : ConflictReason.MatchSequence;
    }

    private static bool MayBegin(PartitionRecord record, Entry entry) =>
        entry.Epoch != 0
        && entry.Kind == EntryKind.Opening
        && entry.Continues == record.Head
        && !record.Knows(entry.Epoch);

    private static bool FollowsInMatch(MatchPosition? head, Entry entry) => entry.Kind switch
    {
        EntryKind.Decision => entry.MatchSequence == 0,
        EntryKind.Change when head is null => entry.MatchSequence == 1,
        EntryKind.Change => entry.Epoch == head.Value.Epoch && entry.MatchSequence == head.Value.Sequence + 1,
        // What the store lost is missing in between, so an opening may skip numbers, but never take one that was seen.
        EntryKind.Opening => entry.MatchSequence > (head?.Sequence ?? 0),
        _ => false,
    };

    private static EntryPlace Take(IPartitionStore store, AppendRequest request, Entry entry, long nowMs)
    {
        PartitionRecord record = store.Record;
        if (request.Reopening)
            record = record with { SealedRunId = "" }; // not whole before its seal, also where this run sealed it before
        if (entry.Epoch != record.Head.Epoch)
            record = record.Begin(entry.Epoch);

        // An entry that is put back keeps the stamp under which it was delivered before.
        long publishedMs = Math.Max(record.PublishedMs, entry.PublishedMs == 0 ? nowMs : entry.PublishedMs);
        store.Insert(entry with { PublishedMs = publishedMs });
        store.Record = record with { Head = entry.Position, Chain = entry.Chain, PublishedMs = publishedMs };
        return new EntryPlace(entry.Position, entry.MatchPosition, publishedMs);
    }
}
