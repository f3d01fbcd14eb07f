using System.Buffers;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>Bytes that had to be kept, in a pooled array. Mutable; lives in one field.</summary>
internal struct Kept
{
    private byte[]? _array;
    private int _start;
    private int _end;

    /// <summary>A copy of <paramref name="bytes"/>.</summary>
    public static Kept From(ReadOnlySpan<byte> bytes)
    {
        var kept = new Kept { _array = ArrayPool<byte>.Shared.Rent(bytes.Length), _end = bytes.Length };
        bytes.CopyTo(kept._array);
        return kept;
    }

    public readonly int Size => _end - _start;

    public readonly ReadOnlySpan<byte> Bytes => _array.AsSpan(_start, Size);

    /// <summary>The first of them are dealt with.</summary>
    public void Skip(int size) => _start += size;

    /// <summary>Forgets all of them, and gives the array back.</summary>
    public void Release()
    {
        if (_array is not null)
            ArrayPool<byte>.Shared.Return(_array);
        this = default;
    }
}
