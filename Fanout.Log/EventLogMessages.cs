using Microsoft.Extensions.Logging;

namespace Fanout.Log;

/// <summary>What the event log writes to the program's log.</summary>
internal static partial class EventLogMessages    // ids 1000–1099, never reused
{
    [LoggerMessage(1000, LogLevel.Information, "Event log {Path} is open: {PartitionCount} partitions, run {RunId}")]
    public static partial void Opened(ILogger logger, string path, int partitionCount, string runId);

    [LoggerMessage(1001, LogLevel.Error,
        "Event log {Path} could not commit a group of {Count} requests; all of them fail and their writers reload")]
    public static partial void CommitFailed(ILogger logger, string path, int count, Exception failure);
}
