using System.Buffers.Binary;
using System.Text;

namespace Fanout.Log.Redis;

/// <summary>What an append tells whoever listens: from where to where the partition went, in which run.</summary>
/// <remarks><code>
/// offset  size  field (integers little-endian)
///      0     8  sequence before
///      8    16  chain hash before
///     24     8  sequence now
///     32    16  chain hash now
///     48        run id in ASCII, to the end
/// </code></remarks>
internal readonly record struct HintMessage(string RunId, HintMark Before, HintMark Now)
{
    private const int FixedSize = 48;

    /// <summary><see langword="false"/> for bytes that are no hint.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out HintMessage hint)
    {
        hint = default;
        if (source.Length <= FixedSize)
            return false;
        hint = new HintMessage(Encoding.ASCII.GetString(source[FixedSize..]), ReadMark(source), ReadMark(source[24..]));
        return true;
    }

    private static HintMark ReadMark(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source), new ChainHash(EntryForm.ReadHash(source[8..])));
}

/// <summary>An end of a partition: where, and the hash of all that leads there.</summary>
internal readonly record struct HintMark(ulong Sequence, ChainHash Chain);
