namespace Fanout.Server.Delivery;

/// <summary>
/// Bytes on their way into one sink: remembers the rest of what it took a part of, and nothing else. Mutable, so it
/// lives in one field and is never copied.
/// </summary>
internal struct Outgoing(ISink sink)
{
    private Blockage? _blockage; // of a reader that takes all, which most do, nothing is kept

    public readonly ISink Sink => sink;

    /// <summary>The sink did not take all it was offered, and has not said since that it takes bytes again.</summary>
    public readonly bool Blocked => _blockage is { Holds: true };

    /// <summary>A unit can be offered.</summary>
    public readonly bool IsFree => _blockage is null;

    /// <summary>Bytes of a unit that the sink has begun and not finished.</summary>
    public readonly int RestSize => _blockage?.RestSize ?? 0;

    /// <summary>
    /// Offers a unit of one frame, or of two that belong together. False: the sink took nothing of it, and it is the
    /// caller's still. True: it is on its way, if need be with a rest that goes out before all else.
    /// </summary>
    public bool Offer(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second = default)
    {
        if (!IsFree)
            return false;
        if (first.IsEmpty)
            return true;
        var taken = sink.Write(first.Span);
        if (taken < first.Length)
        {
            _blockage = taken == 0 ? new Blockage() : new Blockage(first[taken..], second);
            return taken > 0;
        }
        if (!second.IsEmpty && sink.Write(second.Span) is var size && size < second.Length)
            _blockage = new Blockage(second[size..], default);
        return true;
    }

    /// <summary>
    /// Offers frames, one behind the other; returns how many of them are on their way, the last one if need be with a
    /// rest that goes out before all else. The others are the caller's still.
    /// </summary>
    /// <param name="bytes">Of all frames; copied where some must be kept.</param>
    /// <param name="ends">Behind the last byte of each.</param>
    public int Offer(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> ends)
    {
        if (!IsFree)
            return 0;
        var taken = sink.Write(bytes);
        if (taken == bytes.Length)
            return ends.Length;
        var count = 0;
        while (ends[count] <= taken)
            count++;
        if (taken == (count == 0 ? 0 : ends[count - 1]))
        {
            _blockage = new Blockage();
            return count;
        }
        _blockage = new Blockage(bytes[taken..ends[count]].ToArray());
        return count + 1;
    }

    /// <summary>Goes on with the rest; false while some is left.</summary>
    public bool Finish()
    {
        if (_blockage is not null && _blockage.Finish(sink))
            _blockage = null;
        return IsFree;
    }

    /// <summary>The sink takes bytes again.</summary>
    public readonly void Unblock() => _blockage?.Unblock();

    /// <summary>Whether the peer has taken nothing for the stall time.</summary>
    public readonly bool Stalls(long nowMs, TimeSpan stallTimeout) =>
        _blockage is not null && _blockage.Stalls(sink, nowMs, stallTimeout);
}

/// <summary>A sink that takes no more for now: the rest of the unit that it has begun, and since when.</summary>
internal sealed class Blockage(ReadOnlyMemory<byte> first = default, ReadOnlyMemory<byte> second = default)
{
    private StallPolicy _stall;

    /// <summary>It has not said yet that it takes bytes again.</summary>
    public bool Holds { get; private set; } = true;

    public int RestSize => first.Length + second.Length;

    public void Unblock() => Holds = false;

    /// <summary>Goes on with the rest; true once all of it is on its way.</summary>
    public bool Finish(ISink sink)
    {
        while (RestSize > 0 && !Holds)
        {
            var taken = sink.Write(first.Span);
            Holds = taken < first.Length;
            first = first[taken..];
            if (first.IsEmpty)
                (first, second) = (second, default);
        }
        return !Holds;
    }

    public bool Stalls(ISink sink, long nowMs, TimeSpan stallTimeout) =>
        _stall.Observe(Holds, Holds ? sink.BytesTaken : 0, nowMs, stallTimeout);
}
