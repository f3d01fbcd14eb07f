using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Fanout.Log.Sqlite;

/// <summary>How entries and their numbers stand in the table <c>entries</c>.</summary>
internal static class EntryRow
{
    /// <summary>The columns in the order of <see cref="Read"/> and <see cref="Bind"/>.</summary>
    public const string Columns =
        "id, epoch, match_id, match_sequence, kind, key, content_digest, retention, life, "
        + "continues_epoch, continues_sequence, public, writer, published_ms, chain";

    /// <summary>One placeholder for each of <see cref="Columns"/>.</summary>
    public const string Values = "$0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14";

    public const int ColumnCount = 15;

    private const int SequenceBits = 53;
    private const long SequenceMask = (1L << SequenceBits) - 1;

    /// <summary>Row id of an entry.</summary>
    public static long IdOf(int partition, ulong sequence) => ((long)partition << SequenceBits) | (long)sequence;

    /// <summary>The largest row id that an entry of the partition can have.</summary>
    public static long LastIdOf(int partition) => IdOf(partition, SequenceMask);

    public static ulong SequenceOf(long id) => (ulong)(id & SequenceMask);

    public static byte[] ToBytes(UInt128 value)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>
    /// The bytes as the provider takes them: the array behind them if they are all of it, otherwise a copy.
    /// </summary>
    public static byte[] ToBlob(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment) && segment.Count == segment.Array!.Length
            ? segment.Array
            : bytes.ToArray();

    public static ChainHash ReadChain(SqliteDataReader row, int column) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(row.GetFieldValue<byte[]>(column)));

    public static ContentDigest ReadDigest(SqliteDataReader row, int column) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(row.GetFieldValue<byte[]>(column)));

    /// <summary>Sets the parameters of <see cref="Values"/>.</summary>
    public static void Bind(SqliteParameterCollection parameters, Entry entry)
    {
        parameters[0].Value = IdOf(entry.Partition, entry.Sequence);
        parameters[1].Value = (long)entry.Epoch;
        parameters[2].Value = entry.MatchId;
        parameters[3].Value = (long)entry.MatchSequence;
        parameters[4].Value = (long)entry.Kind;
        parameters[5].Value = entry.Key;
        parameters[6].Value = ToBytes(entry.ContentDigest.Value);
        parameters[7].Value = (long)entry.Retention;
        parameters[8].Value = (long)entry.Life;
        parameters[9].Value = (long)entry.Continues.Epoch;
        parameters[10].Value = (long)entry.Continues.Sequence;
        parameters[11].Value = ToBlob(entry.Public);
        parameters[12].Value = ToBlob(entry.Writer);
        parameters[13].Value = entry.PublishedMs;
        parameters[14].Value = ToBytes(entry.Chain.Value);
    }

    public static Entry Read(SqliteDataReader row)
    {
        long id = row.GetInt64(0);
        return new Entry
        {
            Partition = (int)(id >> SequenceBits),
            Sequence = SequenceOf(id),
            Epoch = (uint)row.GetInt64(1),
            MatchId = row.GetString(2),
            MatchSequence = (uint)row.GetInt64(3),
            Kind = (EntryKind)row.GetInt64(4),
            Key = row.GetString(5),
            ContentDigest = ReadDigest(row, 6),
            Retention = (KeyRetention)row.GetInt64(7),
            Life = (MatchLife)row.GetInt64(8),
            Continues = new LogPosition((uint)row.GetInt64(9), (ulong)row.GetInt64(10)),
            Public = row.GetFieldValue<byte[]>(11),
            Writer = row.GetFieldValue<byte[]>(12),
            PublishedMs = row.GetInt64(13),
            Chain = ReadChain(row, 14),
        };
    }
}
