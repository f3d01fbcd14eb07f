using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Log;

/// <summary>Who a <see cref="PartitionWriter"/> is, and its bounds.</summary>
public sealed record PartitionWriterOptions
{
    /// <summary>
    /// Identity of this instance of the process; the same for all partitions that it holds, another after a restart.
    /// </summary>
    public required HolderId Holder { get; init; }

    /// <summary>
    /// Internal address at which this process takes forwarded requests; empty where there is no other process.
    /// </summary>
    public string Address { get; init; } = "";

    /// <summary>
    /// Somebody was seen to hold the partition: a store that has nothing of it has lost it, and whoever held it is left
    /// <see cref="LeaseTimes.EmptiedPreference"/> to put it back. False by default: it may never have been written.
    /// </summary>
    public bool WasHeld { get; init; }

    /// <summary>Entries of one group at most: what one append carries.</summary>
    public int GroupEntriesMax { get; init; } = 512;

    /// <summary>Payload bytes of one group at most; a larger entry goes alone.</summary>
    public int GroupBytesMax { get; init; } = 1024 * 1024;

    /// <summary>
    /// Payload bytes of answered entries that are kept for a reopening. What failed to reach a replica is seconds old,
    /// not minutes.
    /// </summary>
    public int IssuedBytesMax { get; init; } = 1024 * 1024;

    /// <summary>
    /// Issued entries that may wait for an answer; <see cref="PartitionWriter.AppendAsync"/> refuses more.
    /// </summary>
    public int PendingEntriesMax { get; init; } = 16 * 1024;

    /// <summary>
    /// Newest snapshots that stay when older ones are deleted. 2 by default: the one before the newest serves where a
    /// store turns out to have lost what the newest shows.
    /// </summary>
    public int SnapshotsKept { get; init; } = 2;

    /// <summary>
    /// Age of a snapshot, by the log's stamps, up to which it stays in any case, and so does the newest one that is
    /// older. 5 min by default: nodes start at one that is 2 min old at least.
    /// </summary>
    public TimeSpan SnapshotsKeptFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Is told of the tenures; nobody by default.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Draws epochs; 0 and epochs in use are drawn again. Simulations give a seeded one.</summary>
    public Func<uint> DrawEpoch { get; init; } = static () =>
        BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(sizeof(uint)));

    /// <summary>An identity nobody else has.</summary>
    public static HolderId DrawHolder() =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))));
}
