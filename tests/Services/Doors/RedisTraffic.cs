namespace Fanout.Services.Doors;

/// <summary>What a door knows of one connection to a Redis: answers as whole frames, and whether it has subscribed.</summary>
/// <param name="names">What the client is to read in place of ports; changed by nobody while there is traffic.</param>
internal sealed class RedisTraffic(PortNames names)
{
    private byte[] _held = new byte[64 * 1024];
    private int _heldSize;
    private volatile bool _isSubscriber;

    public bool IsSubscriber => _isSubscriber;

    private static ReadOnlySpan<byte> Subscribe => "SUBSCRIBE\r\n"u8; // and what ends like it: PSUBSCRIBE, SSUBSCRIBE

    /// <summary>Looks at what the client sends. Clients send a command in one piece, which is close enough to always.</summary>
    public void Watch(ReadOnlySpan<byte> request)
    {
        Span<byte> upper = new byte[request.Length];
        for (var index = 0; index < request.Length; index++)
            upper[index] = request[index] is >= (byte)'a' and <= (byte)'z' ? (byte)(request[index] & ~0x20) : request[index];
        for (var at = upper.IndexOf(Subscribe); at >= 0 && !_isSubscriber; at = upper.IndexOf(Subscribe))
        {
            _isSubscriber = at < 2 || !upper[(at - 2)..at].SequenceEqual("UN"u8);
            upper = upper[(at + Subscribe.Length)..];
        }
    }

    /// <summary>The whole frames that these bytes complete, but for messages where they are <paramref name="muted"/>.</summary>
    public byte[] Frames(ReadOnlySpan<byte> answer, bool muted)
    {
        Hold(answer);
        var held = _held.AsSpan(0, _heldSize);
        byte[] frames = []; // while a long one is not whole, nothing is made for it
        var (start, framesSize) = (0, 0);
        while (start < held.Length && RespFrame.SizeOf(held[start..]) is var size and > 0)
        {
            var frame = held.Slice(start, size);
            start += size;
            if (muted && _isSubscriber && RespFrame.IsMessage(frame))
                continue;
            if (framesSize == 0)
                frames = new byte[held.Length];
            frame.CopyTo(frames.AsSpan(framesSize));
            framesSize += size;
        }
        names.Replace(frames.AsSpan(0, framesSize));
        held[start..].CopyTo(_held);
        _heldSize -= start;
        return frames[..framesSize];
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (_heldSize + bytes.Length > _held.Length)
            Array.Resize(ref _held, 2 * (_heldSize + bytes.Length));
        bytes.CopyTo(_held.AsSpan(_heldSize));
        _heldSize += bytes.Length;
    }
}
