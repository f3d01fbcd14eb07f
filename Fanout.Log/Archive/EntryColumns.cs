using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Fanout.Log.Archive;

/// <summary>How entries stand in the table <c>entries</c>: written column by column, read row by row.</summary>
internal static class EntryColumns
{
    /// <summary>The columns in the order of <see cref="Read"/>.</summary>
    public const string Names =
        "e.partition, e.sequence, e.epoch, e.match_id, e.match_sequence, e.kind, e.key, e.content_digest, e.retention, "
        + "e.life, e.continues_epoch, e.continues_sequence, e.public, e.writer, e.published_ms, e.chain";

    public const int Count = 16;

    /// <summary>Takes what <see cref="Bind"/> gave. An entry that is there already is left as it is.</summary>
    public const string Insert = """
        INSERT INTO fanout.entries (partition, sequence, epoch, match_id, match_sequence, kind, key, content_digest,
            retention, life, continues_epoch, continues_sequence, public, writer, published_ms, chain)
        SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::smallint[], $7::bytea[],
            $8::bytea[], $9::smallint[], $10::smallint[], $11::bigint[], $12::bigint[], $13::bytea[], $14::bytea[],
            $15::bigint[], $16::bytea[])
        ON CONFLICT (partition, sequence, epoch) DO NOTHING
        """;

    public static void Bind(NpgsqlParameterCollection parameters, int partition, IReadOnlyList<Entry> entries)
    {
        parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        Add(parameters, NpgsqlDbType.Bigint, entries, static entry => (long)entry.Sequence);
        Add(parameters, NpgsqlDbType.Bigint, entries, static entry => (long)entry.Epoch);
        Add(parameters, NpgsqlDbType.Text, entries, static entry => entry.MatchId);
        Add(parameters, NpgsqlDbType.Bigint, entries, static entry => (long)entry.MatchSequence);
        Add(parameters, NpgsqlDbType.Smallint, entries, static entry => (short)entry.Kind);
        Add(parameters, NpgsqlDbType.Bytea, entries, static entry => Encoding.UTF8.GetBytes(entry.Key));
        Add(parameters, NpgsqlDbType.Bytea, entries, static entry => ToBytes(entry.ContentDigest.Value));
        Add(parameters, NpgsqlDbType.Smallint, entries, static entry => (short)entry.Retention);
        Add(parameters, NpgsqlDbType.Smallint, entries, static entry => (short)entry.Life);
        Add(parameters, NpgsqlDbType.Bigint, entries, static entry => (long)entry.Continues.Epoch);
        Add(parameters, NpgsqlDbType.Bigint, entries, static entry => (long)entry.Continues.Sequence);
        Add(parameters, NpgsqlDbType.Bytea, entries, static entry => ToBlob(entry.Public));
        Add(parameters, NpgsqlDbType.Bytea, entries, static entry => ToBlob(entry.Writer));
        Add(parameters, NpgsqlDbType.Bigint, entries, static entry => entry.PublishedMs);
        Add(parameters, NpgsqlDbType.Bytea, entries, static entry => ToBytes(entry.Chain.Value));
    }

    /// <summary>Reads a row that begins with <see cref="Names"/>.</summary>
    public static Entry Read(NpgsqlDataReader row) => new()
    {
        Partition = row.GetInt32(0),
        Sequence = (ulong)row.GetInt64(1),
        Epoch = (uint)row.GetInt64(2),
        MatchId = row.GetString(3),
        MatchSequence = (uint)row.GetInt64(4),
        Kind = (EntryKind)row.GetInt16(5),
        Key = Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(6)),
        ContentDigest = new ContentDigest(ToNumber(row.GetFieldValue<byte[]>(7))),
        Retention = (KeyRetention)row.GetInt16(8),
        Life = (MatchLife)row.GetInt16(9),
        Continues = new LogPosition((uint)row.GetInt64(10), (ulong)row.GetInt64(11)),
        Public = row.GetFieldValue<byte[]>(12),
        Writer = row.GetFieldValue<byte[]>(13),
        PublishedMs = row.GetInt64(14),
        Chain = ReadChain(row, 15),
    };

    public static ChainHash ReadChain(NpgsqlDataReader row, int column) =>
        new(ToNumber(row.GetFieldValue<byte[]>(column)));

    /// <summary>A hash as it is printed: the highest byte first.</summary>
    public static byte[] ToBytes(UInt128 value)
    {
        byte[] bytes = new byte[ChainHash.Size];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes;
    }

    /// <exception cref="LogStorageException">These are not the bytes of a hash.</exception>
    private static UInt128 ToNumber(byte[] bytes) => bytes.Length == ChainHash.Size
        ? BinaryPrimitives.ReadUInt128BigEndian(bytes)
        : throw new LogStorageException($"the archive has a hash of {bytes.Length} bytes") { IsDamage = true };

    private static void Add<T>(
        NpgsqlParameterCollection parameters, NpgsqlDbType type, IReadOnlyList<Entry> entries, Func<Entry, T> column)
    {
        var values = new T[entries.Count];
        for (int index = 0; index < values.Length; index++)
            values[index] = column(entries[index]);
        parameters.Add(new NpgsqlParameter<T[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values });
    }

    /// <summary>The array behind the bytes if they are all of it, otherwise a copy.</summary>
    private static byte[] ToBlob(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment) && segment.Count == segment.Array!.Length
            ? segment.Array
            : bytes.ToArray();
}
