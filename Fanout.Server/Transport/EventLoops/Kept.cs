using System.Buffers;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>Bytes that had to be kept, in a pooled array. Few connections ever have any.</summary>
internal sealed class Kept
{
    private readonly byte[] _array;
    private readonly int _end;
    private int _start;

    /// <summary>A copy of <paramref name="bytes"/>.</summary>
    public Kept(ReadOnlySpan<byte> bytes)
    {
        (_array, _end) = (ArrayPool<byte>.Shared.Rent(bytes.Length), bytes.Length);
        bytes.CopyTo(_array);
    }

    public int Size => _end - _start;

    public ReadOnlySpan<byte> Bytes => _array.AsSpan(_start, Size);

    /// <summary>The first of them are dealt with.</summary>
    public void Skip(int size) => _start += size;

    /// <summary>Forgets what is kept, if anything, and gives the array back; whoever kept it has nothing any more.</summary>
    public static void Release(ref Kept? kept)
    {
        if (kept is not null)
            ArrayPool<byte>.Shared.Return(kept._array);
        kept = null;
    }
}
