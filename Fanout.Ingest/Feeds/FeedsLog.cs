using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Feeds;

internal static partial class FeedsLog    // ids 3200–3249, never reused
{
    [LoggerMessage(3200, LogLevel.Information, "Feed {Feed} runs here, by {Transport}")]
    public static partial void Started(ILogger logger, string feed, string transport);

    [LoggerMessage(3201, LogLevel.Information, "Feed {Feed} no longer runs here: another process has its place in the log")]
    public static partial void Moved(ILogger logger, string feed);

    [LoggerMessage(3202, LogLevel.Warning, "Feed {Feed} is away: {Reason}; it is tried again")]
    public static partial void Away(ILogger logger, string feed, string reason);

    [LoggerMessage(3203, LogLevel.Information, "Feed {Feed} is back after {Count} attempts")]
    public static partial void Back(ILogger logger, string feed, int count);

    [LoggerMessage(3204, LogLevel.Warning, "The log does not answer for events of feed {Feed}; the feed waits")]
    public static partial void LogAway(ILogger logger, string feed);

    [LoggerMessage(3205, LogLevel.Information, "The log has answered feed {Feed} after {Count} attempts")]
    public static partial void LogBack(ILogger logger, string feed, int count);

    [LoggerMessage(3206, LogLevel.Warning, "A message of feed {Feed} is put aside: {Place}, {Size} bytes: {Reason}")]
    public static partial void PutAside(ILogger logger, string feed, string place, uint size, string reason);

    [LoggerMessage(3207, LogLevel.Error, "Feed {Feed} failed; it is begun again")]
    public static partial void Failed(ILogger logger, string feed, Exception failure);

    [LoggerMessage(
        3208, LogLevel.Warning,
        "A message of feed {Feed} has {Size} bytes deflated, {SizeMax} are kept: what is taken back of it after a restart is not noticed")]
    public static partial void TooLargeToRemember(ILogger logger, string feed, int size, int sizeMax);

    [LoggerMessage(3209, LogLevel.Information, "Editor {Editor} ({Role}) steers the replay of feed {Feed}: {What}: {Reason}")]
    public static partial void Steered(ILogger logger, string editor, string role, string feed, string what, string reason);
}
