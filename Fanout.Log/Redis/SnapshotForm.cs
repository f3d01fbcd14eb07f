using System.Buffers.Binary;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>A match of a snapshot, and the snapshot's own row, as stored.</summary>
/// <remarks>Integers little-endian.
/// <code>
/// offset  size  field of a match
///      0     4  match epoch
///      4     4  match sequence
///      8     1  1 if retired
///      9     4  bytes of the public part
///     13        public part, then the writer's part to the end
///
/// offset  size  field of a snapshot
///      0     4  epoch
///      4     8  stamp
///     12    16  chain hash
/// </code></remarks>
internal static class SnapshotForm
{
    private const int MatchFixedSize = 13;
    private const int RowSize = 28;

    /// <summary>Bytes of a match as stored.</summary>
    public static int SizeOf(MatchSnapshot match) => MatchFixedSize + match.Public.Length + match.Writer.Length;

    public static HashEntry Write(MatchSnapshot match)
    {
        byte[] value = new byte[SizeOf(match)];
        BinaryPrimitives.WriteUInt32LittleEndian(value, match.Position.Epoch);
        BinaryPrimitives.WriteUInt32LittleEndian(value.AsSpan(4), match.Position.Sequence);
        value[8] = match.IsRetired ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(value.AsSpan(9), match.Public.Length);
        match.Public.CopyTo(value.AsMemory(MatchFixedSize));
        match.Writer.CopyTo(value.AsMemory(MatchFixedSize + match.Public.Length));
        return new HashEntry(match.MatchId, value);
    }

    public static MatchSnapshot Read(HashEntry stored)
    {
        byte[] value = (byte[])stored.Value!;
        int publicBytes = BinaryPrimitives.ReadInt32LittleEndian(value.AsSpan(9));
        return new MatchSnapshot(
            stored.Name.ToString(),
            new MatchPosition(
                BinaryPrimitives.ReadUInt32LittleEndian(value), BinaryPrimitives.ReadUInt32LittleEndian(value.AsSpan(4))),
            value.AsMemory(MatchFixedSize, publicBytes),
            value.AsMemory(MatchFixedSize + publicBytes))
        {
            IsRetired = value[8] != 0,
        };
    }

    /// <summary>A snapshot without its matches.</summary>
    public static PartitionSnapshot ReadRow(int partition, HashEntry row)
    {
        byte[] value = (byte[])row.Value!;
        if (value.Length != RowSize)
            throw new LogStorageException($"partition {partition} has a snapshot that is none: {row.Name}") { IsDamage = true };
        return new PartitionSnapshot
        {
            Partition = partition,
            Position = new LogPosition(BinaryPrimitives.ReadUInt32LittleEndian(value), (ulong)row.Name),
            PublishedMs = BinaryPrimitives.ReadInt64LittleEndian(value.AsSpan(4)),
            Chain = new ChainHash(EntryForm.ReadHash(value.AsSpan(12))),
            Matches = [],
        };
    }
}
