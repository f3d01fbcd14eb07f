using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Fanout.Log;

/// <summary>Hash of a whole prefix of a partition: over the predecessor's chain hash and the entry's content.</summary>
/// <remarks>
/// XXH3-128. What it guards against is divergence (a lost write, a lagging replica, two writers), not forgery: whoever
/// can write the log can also recompute hashes, and a cryptographic hash would change nothing about that without an
/// anchor outside. 128 bits make an accidental agreement of two histories out of the question, where 64 would be
/// reached by the birthday bound on very large logs; SHA-256 costs some twenty times as much per entry at the writer
/// and at every follower.
/// <code>
/// offset  size  field (integers little-endian)
///      0    16  predecessor's chain hash (all zero for the first entry)
///     16     4  epoch
///     20     8  partition sequence
///     28     4  match sequence
///     32     1  kind
///     33     1  key retention
///     34     1  match life
///     35     1  zero
///     36     4  continues: epoch
///     40     8  continues: sequence
///     48    16  content digest
///     64        match id, key, public part, writer's part: each 4 bytes of length, then the bytes (strings in UTF-8)
/// </code>
/// </remarks>
public readonly record struct ChainHash(UInt128 Value)
{
    /// <summary>Bytes of a chain hash.</summary>
    public const int Size = 16;

    private const int FixedSize = 64;
    private const int TextBytesMax = EntryLimits.KeyBytesMax;

    /// <summary>What the first entry of a log follows.</summary>
    public static ChainHash None => default;

    /// <summary>
    /// The chain hash of <paramref name="entry"/> when it follows <paramref name="previous"/>; ignores what the entry
    /// itself claims.
    /// </summary>
    public static ChainHash Next(ChainHash previous, Entry entry)
    {
        var hash = new XxHash128();
        Span<byte> buffer = stackalloc byte[FixedSize];
        BinaryPrimitives.WriteUInt128LittleEndian(buffer, previous.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer[16..], entry.Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer[20..], entry.Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer[28..], entry.MatchSequence);
        buffer[32] = (byte)entry.Kind;
        buffer[33] = (byte)entry.Retention;
        buffer[34] = (byte)entry.Life;
        buffer[35] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(buffer[36..], entry.Continues.Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer[40..], entry.Continues.Sequence);
        BinaryPrimitives.WriteUInt128LittleEndian(buffer[48..], entry.ContentDigest.Value);
        hash.Append(buffer);
        AppendText(hash, entry.MatchId);
        AppendText(hash, entry.Key);
        AppendPart(hash, entry.Public.Span);
        AppendPart(hash, entry.Writer.Span);
        return new ChainHash(hash.GetCurrentHashAsUInt128());
    }

    public override string ToString() => Value.ToString("x32", null);

    private static void AppendText(XxHash128 hash, string text)
    {
        Span<byte> utf8 = stackalloc byte[TextBytesMax];
        AppendPart(hash, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    private static void AppendPart(XxHash128 hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.Append(length);
        hash.Append(bytes);
    }
}
