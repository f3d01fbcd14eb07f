using Npgsql;

namespace Fanout.Log.Archive;

/// <summary>Looks things up in the archive, over a connection of the caller's.</summary>
internal static class ArchiveTables
{
    private const string EpochColumns = "epoch, number, life, continues_sequence, continues_chain, void_after";

    /// <summary>How far the archive has a partition.</summary>
    public static async Task<ArchivePlace> ReadPlaceAsync(
        this NpgsqlConnection connection, int partition, CancellationToken cancellationToken) =>
        await connection.ReadOneAsync(
            "SELECT life, epoch, sequence, chain, published_ms FROM fanout.partitions WHERE partition = $1",
            static row => new ArchivePlace(
                row.GetInt32(0), PositionOf(row, 1), EntryColumns.ReadChain(row, 3), row.GetInt64(4)),
            cancellationToken,
            partition).ConfigureAwait(false) ?? ArchivePlace.Start;

    /// <summary>The epochs of a partition in their order.</summary>
    public static Task<List<ArchivedEpoch>> ReadEpochsAsync(
        this NpgsqlConnection connection, int partition, CancellationToken cancellationToken) =>
        connection.ReadAllAsync(
            $"SELECT {EpochColumns} FROM fanout.epochs WHERE partition = $1 ORDER BY number",
            static row => new ArchivedEpoch(
                (uint)row.GetInt64(0),
                row.GetInt32(1),
                row.GetInt32(2),
                (ulong)row.GetInt64(3),
                EntryColumns.ReadChain(row, 4),
                row.IsDBNull(5) ? null : (ulong)row.GetInt64(5)),
            cancellationToken,
            partition);

    /// <summary>What is missing in a partition, in the order in which it was noticed.</summary>
    public static Task<List<ArchiveGap>> ReadGapsAsync(
        this NpgsqlConnection connection, int partition, CancellationToken cancellationToken) =>
        connection.ReadAllAsync(
            "SELECT life, after_epoch, after_sequence, through_sequence FROM fanout.gaps WHERE partition = $1 "
            + "ORDER BY life, after_sequence",
            static row => new ArchiveGap(row.GetInt32(0), PositionOf(row, 1), (ulong)row.GetInt64(3)),
            cancellationToken,
            partition);

    /// <summary>Chain hash of an entry; <see langword="null"/>: the archive does not have it.</summary>
    public static Task<ChainHash?> FindChainAsync(
        this NpgsqlConnection connection, int partition, LogPosition position, CancellationToken cancellationToken) =>
        connection.ReadOneAsync(
            "SELECT chain FROM fanout.entries WHERE partition = $1 AND sequence = $2 AND epoch = $3",
            static row => EntryColumns.ReadChain(row, 0),
            cancellationToken,
            partition, (long)position.Sequence, (long)position.Epoch);

    /// <summary>The last entry of an epoch that is not void; <see langword="null"/>: there is none.</summary>
    public static async Task<LogPosition?> FindEndAsync(
        this NpgsqlConnection connection, int partition, ArchivedEpoch epoch, CancellationToken cancellationToken) =>
        await connection.ReadOneAsync(
            "SELECT epoch, sequence FROM fanout.entries WHERE partition = $1 AND sequence <= $2 AND epoch = $3 "
            + "ORDER BY sequence DESC LIMIT 1",
            static row => PositionOf(row, 0),
            cancellationToken,
            partition, (long)(epoch.VoidAfter ?? long.MaxValue), (long)epoch.Epoch).ConfigureAwait(false);

    private static LogPosition PositionOf(NpgsqlDataReader row, int column) =>
        new((uint)row.GetInt64(column), (ulong)row.GetInt64(column + 1));
}
