using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Matches;

/// <summary>
/// Settings of the normalisers and their writers; section <c>Ingest</c>. Checked at start, unchanged after.
/// </summary>
public sealed class IngestOptions
{
    /// <summary>
    /// How long the feed of a live match may say nothing before the match is marked stale. 5 s to 1 h, 2 min by
    /// default: slim feeds send nothing for a minute of uneventful play, and those that send heartbeats do so every 10
    /// to 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan SilenceMax { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a sender waits for the log to answer, a lease takeover included. 1 s to 1 min, 10 s by default (DESIGN:
    /// canonical push).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Entries of a partition between two snapshots. 10–1,000,000, 2,000 by default: a restart then reads a second's
    /// worth of entries.
    /// </summary>
    [Range(10, 1_000_000)]
    public int SnapshotEntries { get; set; } = 2_000;

    /// <summary>
    /// Batches that wait for a partition, each of at most 512 events; a sender waits while there are more. 1–1,024, 32
    /// by default.
    /// </summary>
    [Range(1, 1_024)]
    public int QueuedBatchesMax { get; set; } = 32;

    /// <summary>Events put aside of one match. 1–10,000, 500 by default; the oldest goes first.</summary>
    [Range(1, 10_000)]
    public int HeldPerMatchMax { get; set; } = 500;

    /// <summary>
    /// Bytes of the events put aside of one match. 64 KiB to 1 MiB, 512 KiB by default: they are restated with the
    /// match in one entry of the log.
    /// </summary>
    [Range(64 * 1024, 1024 * 1024)]
    public int HeldBytesPerMatchMax { get; set; } = 512 * 1024;

    /// <summary>
    /// Events put aside of all matches of a partition. 1–1,000,000, 10,000 by default; the oldest goes first.
    /// </summary>
    [Range(1, 1_000_000)]
    public int HeldPerPartitionMax { get; set; } = 10_000;

    /// <summary>
    /// Bytes of the events put aside of all matches of a partition, as protobuf. 1 MiB, what one match may have, to 256 MiB;
    /// 4 MiB by default; the oldest goes first. In memory an event takes about three times as much (measured with events of
    /// 54 KB): those of 16 partitions stay below 256 MiB.
    /// </summary>
    [Range(1024 * 1024, 256 * 1024 * 1024)]
    public int HeldBytesPerPartitionMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long something of a match may last before operators are told.</summary>
    public WatchdogOptions Watchdogs { get; } = new();
}

/// <summary>Checks <see cref="IngestOptions"/> against its annotations, by generated code.</summary>
[OptionsValidator]
internal sealed partial class IngestOptionsValidator : IValidateOptions<IngestOptions>;
