namespace Fanout.Server.Following;

internal static partial class FollowingLog // ids 2300–2399, never reused
{
    [LoggerMessage(2301, LogLevel.Critical, "Match {MatchId} is no longer followed: {Contradiction}")]
    public static partial void Contradicted(ILogger logger, string matchId, string contradiction);

    [LoggerMessage(2302, LogLevel.Information, "Loaded {Matches} matches from {Partitions} partitions in {Ms} ms")]
    public static partial void Loaded(ILogger logger, int matches, int partitions, long ms);

    [LoggerMessage(
        2303,
        LogLevel.Warning,
        "Partition {Partition} took another course after {Position}: {Matches} matches are loaded anew")]
    public static partial void Rewound(ILogger logger, int partition, string position, int matches);

    [LoggerMessage(2304, LogLevel.Critical, "Partition {Partition} stands still at {Position}: {Fault}")]
    public static partial void Diverged(ILogger logger, int partition, string position, string fault);

    [LoggerMessage(2305, LogLevel.Warning, "Partition {Partition} was trimmed through {Sequence}: loading a snapshot")]
    public static partial void Trimmed(ILogger logger, int partition, ulong sequence);

    [LoggerMessage(2306, LogLevel.Error, "Following the log failed; beginning anew")]
    public static partial void Failed(ILogger logger, Exception failure);

    [LoggerMessage(2307, LogLevel.Error, "Match {MatchId} rests in the log and cannot be loaded from it")]
    public static partial void NotFetched(ILogger logger, string matchId, Exception failure);

    [LoggerMessage(2308, LogLevel.Warning, "The log cannot be read, and will be asked again: {Reason}")]
    public static partial void NotRead(ILogger logger, string reason);
}
