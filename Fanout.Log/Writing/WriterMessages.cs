using Microsoft.Extensions.Logging;

namespace Fanout.Log;

/// <summary>
/// What writers of partitions write to the program's log: a few lines for each tenure, none for an entry.
/// </summary>
internal static partial class WriterMessages    // ids 1020–1039, never reused
{
    [LoggerMessage(
        1020, LogLevel.Debug, "Partition {Partition} is open for writing: epoch {Epoch}, head {Sequence}")]
    public static partial void Opened(ILogger logger, int partition, uint epoch, ulong sequence);

    [LoggerMessage(
        1021, LogLevel.Debug, "Writing to partition {Partition} ended: {End}, {Unconfirmed} entries unconfirmed")]
    public static partial void Ended(ILogger logger, int partition, TenureEnd end, int unconfirmed, Exception? failure);

    [LoggerMessage(
        1022, LogLevel.Warning, "Partition {Partition} begins epoch {Epoch} after {Continues} with {Count} matches")]
    public static partial void EpochBegins(ILogger logger, int partition, uint epoch, LogPosition continues, int count);

    [LoggerMessage(
        1023, LogLevel.Warning, "Partition {Partition}: the store ends at {Head}; putting back {Count} entries")]
    public static partial void PuttingBack(ILogger logger, int partition, LogPosition head, int count);

    [LoggerMessage(1024, LogLevel.Warning, "Partition {Partition} cannot be reopened yet: {Reason}")]
    public static partial void StoreAway(ILogger logger, int partition, string reason);

    [LoggerMessage(
        1025,
        LogLevel.Warning,
        "Partition {Partition} was not trimmed through {Sequence}; the next snapshot tries again")]
    public static partial void NotTrimmed(ILogger logger, int partition, ulong sequence, Exception failure);

    [LoggerMessage(1026, LogLevel.Warning, "Partition {Partition} waits: its store has no room: {Reason}")]
    public static partial void NoRoom(ILogger logger, int partition, string reason);

    [LoggerMessage(1027, LogLevel.Information, "Partition {Partition} is written again: its store has room")]
    public static partial void RoomAgain(ILogger logger, int partition);
}
