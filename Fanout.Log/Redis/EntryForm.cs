using System.Buffers.Binary;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>An entry as the scripts take it and as the stream gives it back.</summary>
/// <remarks>Integers little-endian; the scripts unpack the same layout (<c>common.lua</c>).
/// <code>
/// offset  size  field of the header
///      0    16  chain hash
///     16    16  content digest
///     32     4  epoch
///     36     8  sequence
///     44     4  match sequence
///     48     4  continues: epoch
///     52     8  continues: sequence
///     60     1  kind
///     61     1  key retention
///     62     1  match life
/// </code></remarks>
internal static class EntryForm
{
    /// <summary>Values of one entry in the arguments of an append.</summary>
    public const int ArgumentCount = 6;

    private const int HeaderSize = 63;

    /// <summary>Fields of an entry in the stream: six names, each followed by its value.</summary>
    private const int FieldCount = 12;

    /// <summary>Writes the arguments of one entry; <paramref name="arguments"/> holds <see cref="ArgumentCount"/>.</summary>
    public static void Write(Entry entry, Span<RedisValue> arguments)
    {
        arguments[0] = Header(entry);
        arguments[1] = entry.PublishedMs;
        arguments[2] = entry.MatchId;
        arguments[3] = entry.Key;
        arguments[4] = entry.Public;
        arguments[5] = entry.Writer;
    }

    /// <summary>Reads an item of the stream: its id, then its fields.</summary>
    /// <exception cref="LogStorageException">It is not what an append wrote.</exception>
    public static Entry Read(int partition, RedisResult item)
    {
        if (item.Length != 2 || item[1].Length != FieldCount || (byte[]?)item[1][1] is not { Length: HeaderSize } header)
            throw new LogStorageException($"partition {partition} has an entry that is none: {item[0]}") { IsDamage = true };

        RedisResult fields = item[1];
        return new Entry
        {
            Partition = partition,
            Chain = new ChainHash(ReadHash(header)),
            ContentDigest = new ContentDigest(ReadHash(header.AsSpan(16))),
            Epoch = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(32)),
            Sequence = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(36)),
            MatchSequence = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(44)),
            Continues = new LogPosition(
                BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(48)),
                BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(52))),
            Kind = (EntryKind)header[60],
            Retention = (KeyRetention)header[61],
            Life = (MatchLife)header[62],
            PublishedMs = (long)fields[3],
            MatchId = (string)fields[5]!,
            Key = (string)fields[7]!,
            Public = (byte[])fields[9]!,
            Writer = (byte[])fields[11]!,
        };
    }

    /// <summary>Reads the entries of a reply, in order.</summary>
    public static IReadOnlyList<Entry> ReadAll(int partition, RedisResult items)
    {
        var entries = new Entry[items.Length];
        for (int index = 0; index < entries.Length; index++)
            entries[index] = Read(partition, items[index]);
        return entries;
    }

    /// <summary>A chain hash or digest as an argument.</summary>
    public static RedisValue HashOf(UInt128 value)
    {
        byte[] bytes = new byte[ChainHash.Size];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>A chain hash or digest at the beginning of the bytes.</summary>
    public static UInt128 ReadHash(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128LittleEndian(bytes);

    private static byte[] Header(Entry entry)
    {
        byte[] header = new byte[HeaderSize];
        BinaryPrimitives.WriteUInt128LittleEndian(header, entry.Chain.Value);
        BinaryPrimitives.WriteUInt128LittleEndian(header.AsSpan(16), entry.ContentDigest.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(32), entry.Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(36), entry.Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(44), entry.MatchSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(48), entry.Continues.Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(52), entry.Continues.Sequence);
        header[60] = (byte)entry.Kind;
        header[61] = (byte)entry.Retention;
        header[62] = (byte)entry.Life;
        return header;
    }
}
