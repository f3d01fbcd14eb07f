namespace Fanout.Server.Topics;

/// <summary>
/// One budget of time and bytes for the histories of a node. A point that was superseded stays for the retention,
/// unless all of them together pass the byte limit: then the oldest goes, whichever stream it belongs to.
/// </summary>
/// <remarks>
/// Histories are written by the publisher, and by whoever builds a board. A stream's newest point is its state, and
/// never goes. Trimmed by the publisher only.
/// </remarks>
/// <param name="retention">How long a point stays after it was superseded.</param>
/// <param name="bytesMax">Estimated bytes of all superseded points together.</param>
internal sealed class HistoryBudget(TimeSpan retention, long bytesMax)
{
    private readonly Lock _gate = new(); // innermost: nothing is called under it
    private readonly Queue<Superseded> _superseded = new();
    private long _bytes;

    /// <summary>Estimated bytes of all superseded points.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Where the histories keep the changes of these points.</summary>
    public PastBytes Changes { get; } = new();

    /// <summary>A point is no longer its stream's newest.</summary>
    /// <param name="history">Whose it is.</param>
    /// <param name="number">Which of all points that the history ever had.</param>
    /// <param name="size">Estimated bytes that go with it.</param>
    /// <param name="atMs">When it was superseded, Unix time in milliseconds.</param>
    public void Supersede(IHistory history, long number, int size, long atMs)
    {
        lock (_gate)
        {
            _superseded.Enqueue(new Superseded(history, number, atMs));
        }
        Interlocked.Add(ref _bytes, size);
    }

    /// <summary>Lets go of what is too old, and of the oldest while there is too much.</summary>
    /// <param name="nowMs">By the log's clock, Unix time in milliseconds.</param>
    public void Trim(long nowMs)
    {
        var horizonMs = nowMs - (long)retention.TotalMilliseconds;
        while (TryTakeOldest(horizonMs, out var oldest))
            Interlocked.Add(ref _bytes, -oldest.History.Drop(oldest.Number));
    }

    private bool TryTakeOldest(long horizonMs, out Superseded oldest)
    {
        lock (_gate)
        {
            if (!_superseded.TryPeek(out oldest) || (Bytes <= bytesMax && oldest.AtMs >= horizonMs))
                return false;
            _superseded.Dequeue();
            return true;
        }
    }

    /// <summary>A point that is no longer its stream's newest; of it, nothing but the number.</summary>
    private readonly record struct Superseded(IHistory History, long Number, long AtMs);
}
