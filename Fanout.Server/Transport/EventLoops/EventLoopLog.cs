namespace Fanout.Server.Transport.EventLoops;

internal static partial class EventLoopLog // ids 2500–2599, never reused
{
    [LoggerMessage(
        2501, LogLevel.Warning, "No file descriptor is left for another connection, with {Count} on this loop; waiting")]
    public static partial void FilesExhausted(ILogger logger, int count);

    [LoggerMessage(2503, LogLevel.Error, "Closing a new connection, which the system does not watch")]
    public static partial void NotWatched(ILogger logger, Exception failure);

    [LoggerMessage(2502, LogLevel.Error, "Ending a connection of loop {Index}, which failed in an unforeseen way")]
    public static partial void Failed(ILogger logger, Exception failure, int index);
}
