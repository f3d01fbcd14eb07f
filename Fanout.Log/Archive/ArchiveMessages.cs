using Microsoft.Extensions.Logging;

namespace Fanout.Log.Archive;

/// <summary>What archiving writes to the program's log.</summary>
internal static partial class ArchiveMessages    // ids 1080–1099, never reused
{
    [LoggerMessage(1080, LogLevel.Information, "Archiving in {Database}")]
    public static partial void Connected(ILogger logger, string database);

    [LoggerMessage(
        1081, LogLevel.Warning, "The archive is away, trying again in {Ms} ms; nothing that it lacks is trimmed: {Reason}")]
    public static partial void Away(ILogger logger, long ms, string reason);

    [LoggerMessage(1082, LogLevel.Error, "The archive cannot be used: {Reason}")]
    public static partial void Unusable(ILogger logger, string reason);

    [LoggerMessage(1083, LogLevel.Information, "Archiving {Count} partitions, as one of {ProcessCount} processes")]
    public static partial void Shared(ILogger logger, int count, int processCount);

    [LoggerMessage(
        1084,
        LogLevel.Error,
        "Partition {Partition}: the log dropped what follows {After} through {Through} before the archive had it")]
    public static partial void Gap(ILogger logger, int partition, LogPosition after, ulong through);

    [LoggerMessage(1085, LogLevel.Error, "Partition {Partition} is not archived beyond {Position}: {Fault}")]
    public static partial void Diverged(ILogger logger, int partition, LogPosition position, string fault);

    [LoggerMessage(
        1086, LogLevel.Warning, "Partition {Partition} took another course; what the archive has beyond {Position} is void")]
    public static partial void Turned(ILogger logger, int partition, LogPosition position);

    [LoggerMessage(
        1087,
        LogLevel.Warning,
        "Partition {Partition}: the log has nothing of what the archive has; it is kept, and what comes is archived beside it")]
    public static partial void LifeBegan(ILogger logger, int partition);

    [LoggerMessage(1088, LogLevel.Warning, "The archive could not be asked for what the log no longer has: {Reason}")]
    public static partial void NotAsked(ILogger logger, string reason);

    [LoggerMessage(1089, LogLevel.Debug, "Partition {Partition} could not be read, and will be read again")]
    public static partial void Unread(ILogger logger, int partition, Exception failure);

    [LoggerMessage(1090, LogLevel.Error, "Archiving failed; beginning anew")]
    public static partial void Failed(ILogger logger, Exception failure);
}
