namespace Fanout.Log;

/// <summary>
/// The snapshots that a writer has saved, as far as they are still of use: how far the log may be trimmed behind them.
/// </summary>
/// <remarks>
/// What earlier tenures left is older than the first of these, and goes with the first trim. Asking the log for its
/// snapshots instead would read all of their matches.
/// </remarks>
/// <param name="countMin">Newest ones that stay: the newest may turn out to show what a store then lost.</param>
/// <param name="ageMin">
/// One at least so old stays, however many come: a starting node begins behind the present, and where no snapshot is
/// old enough it would begin at the first entry of all.
/// </param>
internal sealed class SnapshotTrail(int countMin, TimeSpan ageMin)
{
    private readonly Queue<(ulong Sequence, long PublishedMs)> _saved = new();

    /// <summary>Notes a snapshot that was saved.</summary>
    /// <param name="sequence">Partition sequence that it stands at.</param>
    /// <param name="publishedMs">Stamp of the entry there.</param>
    /// <returns>Where the log may be trimmed to; <see langword="null"/>: nowhere yet.</returns>
    public ulong? Add(ulong sequence, long publishedMs)
    {
        _saved.Enqueue((sequence, publishedMs));
        long oldMs = publishedMs - (long)ageMin.TotalMilliseconds;
        while (_saved.Count > countMin && _saved.ElementAt(1).PublishedMs <= oldMs)
            _saved.Dequeue();
        (ulong first, long firstMs) = _saved.Peek();
        return _saved.Count >= countMin && firstMs <= oldMs ? first : null;
    }
}
