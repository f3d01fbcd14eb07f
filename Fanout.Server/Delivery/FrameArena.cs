namespace Fanout.Server.Delivery;

/// <summary>
/// The bytes that a walk sends, side by side: one array of the shard, used anew by each walk. What a reader has got half
/// of is copied out before.
/// </summary>
internal sealed class FrameArena
{
    private const int SizeFirst = 16 * 1024;

    private byte[] _bytes = new byte[SizeFirst];
    private Slack _slack;

    /// <summary>Bytes in use.</summary>
    public int Count { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - Count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Count + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(Count));
        Count += bytes.Length;
    }

    public ReadOnlySpan<byte> Slice(int start, int size) => _bytes.AsSpan(start, size);

    /// <summary>The walk has ended: nobody needs these bytes any more.</summary>
    /// <param name="nowMs">Monotonic time.</param>
    public void Clear(long nowMs)
    {
        var fit = _slack.Observe(Count, _bytes.Length, nowMs);
        if (fit > 0)
            _bytes = new byte[fit];
        Count = 0;
    }
}
