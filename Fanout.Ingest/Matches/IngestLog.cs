using Fanout.Log;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Matches;

internal static partial class IngestLog    // ids 3000–3049, never reused
{
    /// <summary>Of <see cref="ForceFailed"/>: who forced the event is told where to look.</summary>
    public const int ForceFailedId = 3013;

    [LoggerMessage(
        3000, LogLevel.Debug,
        "Partition {Partition} is ours: {MatchCount} matches, {HeldCount} held events")]
    public static partial void Opened(ILogger logger, int partition, int matchCount, int heldCount);

    [LoggerMessage(3001, LogLevel.Warning, "Partition {Partition} is no longer ours: {End}; it is opened again")]
    public static partial void Ended(ILogger logger, int partition, TenureEnd end, Exception? failure);

    [LoggerMessage(3002, LogLevel.Error, "Partition {Partition} failed; it is opened again in {RetryMs} ms")]
    public static partial void LoopFailed(ILogger logger, int partition, double retryMs, Exception failure);

    [LoggerMessage(3003, LogLevel.Error, "Snapshot of partition {Partition} was not saved")]
    public static partial void SnapshotFailed(ILogger logger, int partition, Exception failure);

    [LoggerMessage(
        3004, LogLevel.Warning,
        "Held event {EventId} of feed {Feed} for match {MatchId} was dropped: its partition holds more than {HeldMax} or {HeldBytesMax} bytes")]
    public static partial void Evicted(ILogger logger, string feed, string eventId, string matchId, int heldMax, int heldBytesMax);

    [LoggerMessage(
        3005, LogLevel.Warning,
        "Match {MatchId} claims name {AliasId} of feed {Feed}, which another match has")]
    public static partial void AliasTaken(ILogger logger, string matchId, string feed, string aliasId);

    [LoggerMessage(3006, LogLevel.Warning, "Match {MatchId} is stale: feed {Feed} said nothing for {SilentMs} ms")]
    public static partial void WentStale(ILogger logger, string matchId, string feed, double silentMs);

    [LoggerMessage(
        3007, LogLevel.Error,
        "An event of partition {Partition} could not be normalised; its batch goes unanswered")]
    public static partial void StepFailed(ILogger logger, int partition, Exception failure);

    [LoggerMessage(3008, LogLevel.Warning, "The log cannot be asked what it knows; events of partition {Partition} wait")]
    public static partial void NotAsked(ILogger logger, int partition, Exception failure);

    [LoggerMessage(
        3009,
        LogLevel.Warning,
        "Partition {Partition} is left while no replica of Redis has all of it: if the primary fails now, its last entries are lost")]
    public static partial void LeftUncopied(ILogger logger, int partition);

    [LoggerMessage(
        3010, LogLevel.Warning,
        "Match {MatchId}: {Kind}: {What} since {Since:O}, {LimitMinutes} min are allowed")]
    public static partial void Alarm(
        ILogger logger, string matchId, string kind, string what, DateTimeOffset since, double limitMinutes);

    [LoggerMessage(3011, LogLevel.Information, "Match {MatchId}: {Kind} is over")]
    public static partial void AlarmOver(ILogger logger, string matchId, string kind);

    [LoggerMessage(
        3012, LogLevel.Error,
        "Event {EventId} of feed {Feed} for match {MatchId} could not be judged, for a fault of this server; it is put aside as SERVER_FAULT")]
    public static partial void JudgeFailed(ILogger logger, string feed, string eventId, string matchId, Exception failure);

    [LoggerMessage(
        ForceFailedId, LogLevel.Error,
        "Event {EventId} of feed {Feed} for match {MatchId}, forced by {Actor}, could not be applied, for a fault of this server; it stays put aside")]
    public static partial void ForceFailed(
        ILogger logger, string eventId, string feed, string matchId, string actor, Exception failure);
}
