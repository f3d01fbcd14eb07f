using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Fanout.Log;

/// <summary>Settings of the event log. Checked at start, unchanged after.</summary>
public sealed class EventLogOptions
{
    internal const double RedisMemoryTrimDefault = 0.8;

    /// <summary>
    /// Redis that keeps the log for all processes that share it, as a connection string of StackExchange.Redis; empty,
    /// the default: the log is the embedded one.
    /// </summary>
    public string Redis { get; set; } = "";

    /// <summary>
    /// PostgreSQL that keeps a shared log for good, as a connection string of Npgsql; empty, the default: there is no
    /// archive. An embedded log is its own, and ignores it.
    /// </summary>
    public string Postgres { get; set; } = "";

    /// <summary>
    /// Replicas of Redis that must have an append before it is answered (<c>WAIT</c>), 0–8, 0 by default. Readers see an
    /// entry before that.
    /// </summary>
    [Range(0, 8)]
    public int RedisWaitReplicas { get; set; }

    /// <summary>
    /// How long an append waits for <see cref="RedisWaitReplicas"/> before it is asked for again, 10 ms to 1 s, 500 ms by
    /// default. What comes after it on its connection waits as long, so it is well below the life of a lease.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:01")]
    public TimeSpan RedisWaitTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Share of Redis's <c>maxmemory</c>, 0.5–0.95, 0.8 by default: from there on live wins. Whatever is behind the
    /// newest snapshot of a partition goes at once, also what the archive does not have yet, and snapshots are made ten
    /// times as often.
    /// </summary>
    [Range(0.5, 0.95)]
    public double RedisMemoryTrim { get; set; } = RedisMemoryTrimDefault;

    /// <summary>
    /// Folder of the embedded log; created if missing. Relative to the working directory. <c>data</c> by default.
    /// </summary>
    [Required(AllowEmptyStrings = false)]
    public string DataFolder { get; set; } = "data";

    /// <summary>
    /// Partitions of the log, 1–1024, 16 by default. Fixed when the log is created: with another value it does not
    /// start.
    /// </summary>
    [Range(Partitioning.CountMin, Partitioning.CountMax)]
    public int PartitionCount { get; set; } = Partitioning.CountDefault;

    /// <summary>
    /// Set for one start after the data folder was restored from a copy. What came after the copy is lost, so every
    /// partition begins a new epoch, and no position that a client has seen comes to mean something else.
    /// <see langword="false"/> by default.
    /// </summary>
    public bool Restored { get; set; }
}

/// <summary>Checks <see cref="EventLogOptions"/> against its annotations, by generated code.</summary>
[OptionsValidator]
internal sealed partial class EventLogOptionsValidator : IValidateOptions<EventLogOptions>;
