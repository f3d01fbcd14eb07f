using Microsoft.Extensions.Logging;

namespace Fanout.Log.Redis;

/// <summary>What the log on Redis writes to the program's log.</summary>
internal static partial class RedisMessages    // ids 1060–1079, never reused
{
    [LoggerMessage(1060, LogLevel.Information, "Event log on Redis {Servers}: {PartitionCount} partitions")]
    public static partial void Connected(ILogger logger, string servers, int partitionCount);

    [LoggerMessage(1061, LogLevel.Warning, "Redis {Servers} cannot be reached, trying again in {Ms} ms: {Reason}")]
    public static partial void Unreachable(ILogger logger, string servers, long ms, string reason);

    [LoggerMessage(1062, LogLevel.Warning, "Connection to Redis {Server} is lost ({Kind}); reconnecting")]
    public static partial void Lost(ILogger logger, string server, string kind);

    [LoggerMessage(1063, LogLevel.Information, "Connection to Redis {Server} is back")]
    public static partial void Back(ILogger logger, string server);

    [LoggerMessage(1064, LogLevel.Warning, "Sentinel names {Server} as the primary, no longer {Before}")]
    public static partial void PrimaryNamed(ILogger logger, string server, string before);

    [LoggerMessage(
        1065,
        LogLevel.Warning,
        "Partition {Partition}: Redis is short of memory, and {Count} entries went that the archive does not have; "
        + "it lacks some from {From} through {Through}")]
    public static partial void GapGrew(ILogger logger, int partition, int count, ulong from, ulong through);

    [LoggerMessage(1066, LogLevel.Error, "{Problem}. The log goes on, and is not safe there")]
    public static partial void Unfit(ILogger logger, string problem);

    [LoggerMessage(1067, LogLevel.Warning, "The memory of Redis could not be looked at: {Reason}")]
    public static partial void NotLookedAt(ILogger logger, string reason);

    [LoggerMessage(1068, LogLevel.Error, "{Server} is the primary now, and does not have this log: {Reason}")]
    public static partial void NoLogThere(ILogger logger, string server, string reason);
}
