namespace Fanout.Server.Delivery;

/// <summary>Bytes on their way into one sink: remembers the rest of what it took a part of, and nothing else.</summary>
internal sealed class Outgoing(ISink sink)
{
    private ReadOnlyMemory<byte> _rest;
    private ReadOnlyMemory<byte> _restBehind;

    /// <summary>The sink did not take all it was offered, and has not said since that it takes bytes again.</summary>
    public bool Blocked { get; private set; }

    /// <summary>A unit can be offered.</summary>
    public bool IsFree => !Blocked && RestSize == 0;

    /// <summary>Bytes of a unit that the sink has begun and not finished.</summary>
    public int RestSize => _rest.Length + _restBehind.Length;

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
            (_rest, _restBehind) = (first[taken..], second);
        else if (!second.IsEmpty)
            _rest = second[Write(second)..];
        return true;
    }

    /// <summary>Goes on with the rest; false while some is left.</summary>
    public bool Finish()
    {
        while (!_rest.IsEmpty && !Blocked)
        {
            _rest = _rest[Write(_rest)..];
            if (_rest.IsEmpty)
                (_rest, _restBehind) = (_restBehind, default);
        }
        return _rest.IsEmpty && !Blocked;
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
}
