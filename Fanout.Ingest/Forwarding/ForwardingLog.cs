using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Forwarding;

internal static partial class ForwardingLog    // ids 3070–3089, never reused
{
    [LoggerMessage(
        3070, LogLevel.Warning,
        "The process at {Address} does not know our internal key: Internal:Key must be the same in all of them")]
    public static partial void KeyNotKnown(ILogger logger, string address);

    [LoggerMessage(3071, LogLevel.Debug, "The process at {Address} did not answer: {Cause}")]
    public static partial void NotReached(ILogger logger, string address, string cause);

    [LoggerMessage(3072, LogLevel.Warning, "A request to {Path} from {Peer} came without the internal key")]
    public static partial void KeyRefused(ILogger logger, string path, string peer);

    [LoggerMessage(
        3073, LogLevel.Warning,
        "The log is shared and there is no internal key: events are taken only for the partitions that are held here")]
    public static partial void NoKey(ILogger logger);
}
