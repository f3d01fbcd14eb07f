using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Server.Topics;

/// <summary>How long matches stay in memory, so that it is bounded however many matches a season has.</summary>
internal sealed class MatchStay(TopicsOptions options)
{
    /// <summary>A match that was fetched from the log for a reader stays so long after it. Nobody follows it.</summary>
    private static readonly TimeSpan FetchedStay = TimeSpan.FromMinutes(10);

    /// <summary>Fetched matches that may stay; of more, those go first that were read longest ago.</summary>
    public const int FetchedMax = 1_000;

    /// <summary>Whether a match that nobody reads may go.</summary>
    public bool IsDue(MatchStream stream, long nowMs) => stream.IsFetched
        ? nowMs - stream.UsedMs >= FetchedStay.TotalMilliseconds
        : IsDue(stream.Current.State.Head, Math.Max(stream.UsedMs, stream.Times.ChangedMs ?? 0), nowMs);

    /// <summary>Whether a match need not be loaded at all.</summary>
    /// <param name="state">Its state.</param>
    /// <param name="times">What its past says.</param>
    /// <param name="nowMs">Unix time in milliseconds.</param>
    public bool IsDue(MatchState state, MatchTimes times, long nowMs) =>
        times.ChangedMs is { } changedMs && IsDue(state, changedMs, nowMs);

    private bool IsDue(MatchState state, double usedMs, long nowMs)
    {
        var stay = IsOver(state.Status) ? options.OverStay : options.UnfinishedStay;
        // A fixture is told weeks ahead: what has not ended has its stay from its start on.
        var fromMs = IsOver(state.Status) ? usedMs : Math.Max(usedMs, state.Start);
        return nowMs - fromMs >= stay.TotalMilliseconds;
    }

    private static bool IsOver(StatusValue status) => status
        is StatusValue.Ended or StatusValue.Final or StatusValue.Official or StatusValue.Awarded or StatusValue.Voided
        or StatusValue.Cancelled or StatusValue.Abandoned or StatusValue.Walkover or StatusValue.Retired;
}
