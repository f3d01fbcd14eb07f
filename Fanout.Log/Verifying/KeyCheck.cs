namespace Fanout.Log;

/// <summary>Asks the log for the idempotency keys of its entries, as a writer does before it takes an input.</summary>
/// <param name="nowMs">Unix time in milliseconds: a log may have forgotten keys whose time is over.</param>
internal sealed class KeyCheck(
    ILogReader log, int partition, MatchReplay replay, PartitionFindings findings, long nowMs)
{
    /// <summary>Questions at a time: as many as the embedded log has readers.</summary>
    private const int AtOnce = 8;

    /// <summary>Checks the keys of entries, which were applied already.</summary>
    public async ValueTask CheckAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken)
    {
        foreach (Entry[] group in entries.Chunk(AtOnce))
        {
            KeyPlace?[] places = await Task.WhenAll(group.Select(
                entry => log.FindKeyAsync(partition, entry.Key, cancellationToken).AsTask())).ConfigureAwait(false);
            for (int index = 0; index < group.Length; index++)
                Judge(group[index], places[index]);
        }
    }

    private void Judge(Entry entry, KeyPlace? found)
    {
        var expected = new EntryPlace(entry.Position, entry.MatchPosition, entry.PublishedMs);
        if (found is not { } known)
        {
            if (!MayBeForgotten(entry, nowMs))
                findings.Add(FindingKind.Key, entry, $"key {entry.Key} at {entry.Position}", "no such key");
            return;
        }
        if (known.Place == expected && known.ContentDigest == entry.ContentDigest)
            return;
        if (known.Place.Position.Sequence > entry.Sequence && MayBeForgotten(entry, known.Place.PublishedMs))
            return; // forgotten, and used again
        findings.Add(
            FindingKind.Key, entry, $"key {entry.Key} for content {entry.ContentDigest} at {entry.Position}",
            $"content {known.ContentDigest} at {known.Place.Position}");
    }

    /// <summary>
    /// Whether the time of a key may be over. When the match was over the entries after this one may say; it was not
    /// before this one, unless an earlier one says so.
    /// </summary>
    private bool MayBeForgotten(Entry entry, long atMs)
    {
        long fromMs = entry.PublishedMs;
        if (entry.Retention == KeyRetention.Match)
            fromMs = Math.Min(fromMs, replay.Matches.GetValueOrDefault(entry.MatchId)?.ClosedMs ?? fromMs);
        return fromMs + (long)KeyRetentionTimes.After(entry.Retention).TotalMilliseconds < atMs;
    }
}
