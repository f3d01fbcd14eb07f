using System.Runtime.Versioning;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>
/// Where a loop gathers what is due to one connection, so that it goes out in one system call. One buffer for all
/// connections of the loop: a flush ends before the next connection's begins.
/// </summary>
/// <remarks>
/// Copying a frame of a hundred bytes costs a thousandth of the call that it saves. Vectors of pointers to the frames lost: the
/// kernel's own walk over them costs more than the copy, and every frame would have to be pinned.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class SendBuffer
{
    /// <summary>
    /// Bytes of one call. 160 deltas in a call leave nothing to be gained by more; and a reader that stalls in the middle
    /// of one makes us keep the rest of it.
    /// </summary>
    public const int Size = 16 * 1024;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
    private LoopSink? _owner;
    private int _count;

    /// <summary>Bytes gathered for the owner.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _count);

    /// <summary>Adds bytes; false, and nothing was added, where they do not fit or another connection's are here.</summary>
    public bool TryAdd(LoopSink sink, ReadOnlySpan<byte> bytes)
    {
        if (_count == 0)
            _owner = sink;
        if (_owner != sink || !bytes.TryCopyTo(_bytes.AsSpan(_count)))
            return false;
        _count += bytes.Length;
        return true;
    }

    /// <summary>Whose bytes are here; null: there are none.</summary>
    public LoopSink? Owner => _count == 0 ? null : _owner;

    public void Clear() => (_owner, _count) = (null, 0);
}
