using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Identity;

internal static partial class IdentityLog    // ids 3300–3349, never reused
{
    [LoggerMessage(3300, LogLevel.Information, "{Id} of feed {Feed} is match {MatchId} ({How}, {Score} points) {Reason}")]
    public static partial void Mapped(ILogger logger, string id, string feed, string matchId, string how, uint score, string reason);

    [LoggerMessage(3301, LogLevel.Information, "{Id} of feed {Feed} may be match {MatchId} ({Score} points, sides swapped: {Swapped}): {Why}")]
    public static partial void Proposed(ILogger logger, string id, string feed, string matchId, uint score, bool swapped, string why);

    [LoggerMessage(3302, LogLevel.Information, "{Actor}: {Id} of feed {Feed} {How} {MatchId}: {Reason}")]
    public static partial void Decided(ILogger logger, string actor, string id, string feed, string how, string matchId, string reason);

    [LoggerMessage(3303, LogLevel.Information, "Match {MatchId} is continued as {Continued}")]
    public static partial void Superseded(ILogger logger, string matchId, string continued);

    [LoggerMessage(3304, LogLevel.Information, "Match {MatchId} is continued under its own name again")]
    public static partial void Continued(ILogger logger, string matchId);

    [LoggerMessage(3305, LogLevel.Information, "The table of mappings was read: {Count} names")]
    public static partial void TableRead(ILogger logger, int count);

    [LoggerMessage(3306, LogLevel.Error, "The changed table of mappings cannot be used, the one before stays in force: {Faults}")]
    public static partial void TableFaulty(ILogger logger, string faults);
}
