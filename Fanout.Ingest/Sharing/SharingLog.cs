using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Sharing;

internal static partial class SharingLog    // ids 3090–3099, never reused
{
    [LoggerMessage(3090, LogLevel.Warning, "The leases of the log cannot be read: {Reason}")]
    public static partial void Unread(ILogger logger, string reason);

    [LoggerMessage(3091, LogLevel.Information, "Partition {Partition} was given to a process that has fewer, {Holder}")]
    public static partial void Yielded(ILogger logger, int partition, string holder);

    [LoggerMessage(3092, LogLevel.Error, "The division of the partitions failed; it goes on")]
    public static partial void Failed(ILogger logger, Exception failure);

    /// <param name="logger">Is told.</param>
    /// <param name="retryMs">Until it is tried again.</param>
    /// <param name="reason">What went wrong.</param>
    /// <param name="failure">The same with its stack, where nobody foresaw it; null where the log is away, as happens.</param>
    [LoggerMessage(3093, LogLevel.Warning, "The names of matches are no longer followed; begun again in {RetryMs} ms: {Reason}")]
    public static partial void NotFollowed(ILogger logger, double retryMs, string reason, Exception? failure);
}
