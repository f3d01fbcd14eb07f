using System.Buffers;
using System.Diagnostics;

namespace Fanout.Protocol.WebSockets;

/// <summary>
/// The payload bytes that a <see cref="MessageReader"/> keeps: one pooled array that grows with what comes and is held
/// only while something is in it. Mutable, so it lives in one field and is never copied.
/// </summary>
/// <param name="pool">Where the array comes from.</param>
/// <param name="sizeMax">Where doubling stops, in bytes; what goes beyond gets just the room it needs.</param>
internal struct PayloadBuffer(ArrayPool<byte> pool, int sizeMax)
{
    private byte[]? _array;

    /// <summary>Bytes kept.</summary>
    public int Size { get; private set; }

    /// <summary>The bytes kept; good until the next call.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _array.AsSpan(0, Size);

    /// <summary>Appends <paramref name="source"/> through the mask; returns the key for what follows.</summary>
    public uint AppendUnmasked(ReadOnlySpan<byte> source, uint maskKey)
    {
        Reserve(source.Length);
        maskKey = Masking.Apply(source, _array.AsSpan(Size), maskKey);
        Size += source.Length;
        return maskKey;
    }

    public void Append(ReadOnlySpan<byte> source)
    {
        Reserve(source.Length);
        source.CopyTo(_array.AsSpan(Size));
        Size += source.Length;
    }

    /// <summary>Forgets all but the first <paramref name="size"/> bytes; the array stays.</summary>
    public void Truncate(int size)
    {
        Debug.Assert(size <= Size);
        Size = size;
    }

    /// <summary>Forgets everything and gives the array back.</summary>
    public void Release()
    {
        Size = 0;
        if (_array is not null)
        {
            pool.Return(_array);
            _array = null;
        }
    }

    /// <summary>Makes room for bytes that have come; doubling keeps the copying linear.</summary>
    private void Reserve(int size)
    {
        var needed = Size + size;
        if (_array?.Length >= needed)
        {
            return;
        }

        var doubled = (int)Math.Min(2L * (_array?.Length ?? 0), sizeMax);
        var larger = pool.Rent(Math.Max(needed, doubled));
        Bytes.CopyTo(larger);
        if (_array is not null)
        {
            pool.Return(_array);
        }

        _array = larger;
    }
}
