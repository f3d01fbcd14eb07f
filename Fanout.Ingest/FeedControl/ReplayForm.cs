using Fanout.Ingest.Feeds.Replaying;
using Fanout.Ingest.Matches;
using Outcome = Fanout.Ingest.FeedControl.ReplayReply.Types.Outcome;
using SeekCase = Fanout.Ingest.FeedControl.ReplayRequest.SeekOneofCase;

namespace Fanout.Ingest.FeedControl;

/// <summary>Orders about replays and what became of them, as one process tells another, and as the HTTP API says it.</summary>
internal static class ReplayForm
{
    /// <summary>What is wrong with a forwarded order; null when nothing is.</summary>
    public static string? FaultOf(ReplayRequest request)
    {
        if (!FeedPlace.IsName(request.Feed)) return $"feed \"{request.Feed}\" is not {FeedPlace.NameForm}";
        if (request.HasSpeed && !FilesTransport.IsSpeed(request.Speed)) return FormattableString.Invariant($"speed: {request.Speed}, {FilesTransport.SpeedForm}");
        return (request.SeekCase == SeekCase.SeekMs && !IsInstant(request.SeekMs))
            || (request.SeekCase == SeekCase.OffsetMs && !(Math.Abs(request.OffsetMs) <= TimeSpan.MaxValue.TotalMilliseconds / 2))
            ? "seek: no time"
            : null;
    }

    /// <summary>One without a fault.</summary>
    public static ReplayOrder Read(ReplayRequest request) => new(
        new ReplayChange
        {
            IsPaused = request.HasPaused ? request.Paused : null,
            Speed = request.HasSpeed ? request.Speed : null,
            Seek = request.SeekCase == SeekCase.SeekMs ? DateTimeOffset.FromUnixTimeMilliseconds((long)request.SeekMs) : null,
            SeekOffset = request.SeekCase == SeekCase.OffsetMs ? TimeSpan.FromMilliseconds(request.OffsetMs) : null,
        },
        request.Actor, request.Role, request.Reason)
    {
        Id = request.Id,
        IsDryRun = request.DryRun,
    };

    public static ReplayReply Write(ReplayAnswer answer) => new()
    {
        Outcome = answer.Outcome switch
        {
            ReplayOutcome.Done => Outcome.Done,
            ReplayOutcome.Unchanged => Outcome.Unchanged,
            ReplayOutcome.Away => Outcome.Away,
            ReplayOutcome.Past => Outcome.Past,
            ReplayOutcome.Outside => Outcome.Outside,
            _ => Outcome.Unspecified,
        },
        Detail = answer.Detail,
        Decisions = { answer.Decisions },
        AtOnceCount = (uint)answer.AtOnceCount,
        Standing = answer.Status is { } status ? Write(status) : null,
    };

    public static ReplayDecision Decision(ReplayRequest request, ReplayReply reply) => new(
        request.Feed, request.DryRun, reply.Outcome == Outcome.Unchanged ? "UNCHANGED" : "DONE", reply.Decisions, reply.AtOnceCount,
        State(request.Feed, reply.Standing));

    public static ReplayState State(string feed, ReplayStanding standing) => new(
        feed, standing switch { { Over: true } => "OVER", { Paused: true } => "PAUSED", _ => "PLAYING" },
        standing.Speed, standing.Paused, standing.ToldCount, standing.Count)
    {
        At = standing.HasAtMs ? Instant(standing.AtMs) : null,
        From = standing.HasFromMs ? Instant(standing.FromMs) : null,
        To = standing.HasToMs ? Instant(standing.ToMs) : null,
        Next = standing.HasNextMs ? Instant(standing.NextMs) : null,
        RemainingMs = standing.HasRemainingMs ? standing.RemainingMs : null,
    };

    private static ReplayStanding Write(ReplayStatus status)
    {
        var standing = new ReplayStanding
        {
            Speed = status.Speed,
            Paused = status.IsPaused,
            Over = status.IsOver,
            ToldCount = (ulong)status.ToldCount,
            Count = (ulong)status.Count,
        };
        if (status.Position is { } at) standing.AtMs = at.ToUnixTimeMilliseconds();
        if (status.From is { } from) standing.FromMs = from.ToUnixTimeMilliseconds();
        if (status.To is { } to) standing.ToMs = to.ToUnixTimeMilliseconds();
        if (status.Next is { } next) standing.NextMs = next.ToUnixTimeMilliseconds();
        if (status.Remaining is { } remaining) standing.RemainingMs = remaining.TotalMilliseconds;
        return standing;
    }

    private static bool IsInstant(double ms) =>
        ms >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && ms <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static DateTime Instant(double ms) => DateTimeOffset.FromUnixTimeMilliseconds((long)ms).UtcDateTime;
}
