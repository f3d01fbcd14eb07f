namespace Fanout.Server.Sessions;

internal static partial class SessionLog // ids 2100–2199, never reused
{
    [LoggerMessage(2101, LogLevel.Information, "Closing session {Session} with {Code}: {Reason}")]
    public static partial void Violation(ILogger logger, string session, int code, string reason);

    [LoggerMessage(2102, LogLevel.Error, "Access of session {Session} cannot be checked")]
    public static partial void AccessFailed(ILogger logger, Exception failure, string session);

    [LoggerMessage(2103, LogLevel.Error, "The log cannot be asked for session {Session}")]
    public static partial void LogFailed(ILogger logger, Exception failure, long session);
}
