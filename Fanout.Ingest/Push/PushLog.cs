using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Push;

internal static partial class PushLog    // ids 3050–3069, never reused
{
    [LoggerMessage(3050, LogLevel.Debug, "A push to feed {Feed} came without a known key")]
    public static partial void KeyRefused(ILogger logger, string feed);

    [LoggerMessage(
        3051, LogLevel.Warning,
        "A push of {Count} events to feed {Feed} was not answered by the log in time")]
    public static partial void Unanswered(ILogger logger, string feed, int count);

    [LoggerMessage(3052, LogLevel.Debug, "A signed push to feed {Feed} was refused: {Fault}")]
    public static partial void SignatureRefused(ILogger logger, string feed, string fault);
}
