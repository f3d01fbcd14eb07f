namespace Fanout.Server.Delivery;

/// <summary>
/// Bytes on their way into one sink: remembers the rest of what it took a part of, and nothing else. Mutable, so it
/// lives in one field and is never copied.
/// </summary>
internal struct Outgoing(ISink sink)
{
    private OutgoingRest? _rest; // of a reader that takes all, which most do, nothing is kept

    public readonly ISink Sink => sink;

    /// <summary>The sink did not take all it was offered, and has not said since that it takes bytes again.</summary>
    public bool Blocked { get; private set; }

    /// <summary>A unit can be offered.</summary>
    public readonly bool IsFree => !Blocked && _rest is null;

    /// <summary>Bytes of a unit that the sink has begun and not finished.</summary>
    public readonly int RestSize => _rest?.Size ?? 0;

    /// <summary>
    /// Offers a unit of one frame, or of two that belong together. False: the sink took nothing of it, and it is the
    /// caller's still. True: it is on its way, if need be with a rest that goes out before all else.
    /// </summary>
    public bool Offer(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second = default)
    {
        if (!IsFree)
            return false;
        var taken = Write(first);
        if (taken == 0)
            return first.IsEmpty;
        if (taken < first.Length)
            _rest = new OutgoingRest(first[taken..], second);
        else if (!second.IsEmpty && Write(second) is var size && size < second.Length)
            _rest = new OutgoingRest(second[size..], default);
        return true;
    }

    /// <summary>Goes on with the rest; false while some is left.</summary>
    public bool Finish()
    {
        while (_rest is not null && !Blocked)
        {
            _rest.Skip(Write(_rest.First));
            if (_rest.Size == 0)
                _rest = null;
        }
        return IsFree;
    }

    /// <summary>The sink takes bytes again.</summary>
    public void Unblock() => Blocked = false;

    private int Write(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
            return 0;
        var taken = sink.Write(bytes.Span);
        Blocked = taken < bytes.Length;
        return taken;
    }

    /// <summary>What is left of one unit.</summary>
    private sealed class OutgoingRest(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        public ReadOnlyMemory<byte> First => first;

        public int Size => first.Length + second.Length;

        /// <summary>The first of its bytes are on their way.</summary>
        public void Skip(int size)
        {
            first = first[size..];
            if (first.IsEmpty)
                (first, second) = (second, default);
        }
    }
}
