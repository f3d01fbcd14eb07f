using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// Where the match stands in its life, and its outcome. The winner is what a source says it is and nothing else: a
/// score that looks decided can still be awarded, replayed or under protest, and a match that stopped has no winner at
/// all.
/// </summary>
internal static class StatusRule
{
    public static Refusal? Apply(Proposal proposal, StatusUpdate update)
    {
        var isTaken = update.Status != StatusValue.Unspecified && proposal.Takes("status", update.Status);
        if (isTaken && Follow(proposal, update) is { } refusal) return refusal;
        var delta = proposal.Delta;
        if (update.HasWinner && proposal.Takes("winner", update.Winner))
        {
            if (update.Winner == Winner.Types.Value.Unspecified) delta.Cleared.Add("winner");
            else delta.Winner = update.Winner;
        }
        if (update.HasWinMethod && proposal.Takes("winMethod", update.WinMethod))
        {
            if (update.WinMethod == WinMethod.Types.Value.Unspecified) delta.Cleared.Add("winMethod");
            else delta.WinMethod = update.WinMethod;
        }
        if (update.HasResult && proposal.Takes("result", update.Result)) delta.Result = update.Result;
        if (update.Reason.Length > 0) proposal.AddMark(Mark.Types.Kind.StatedReason, "status", "", update.Reason);
        return null;
    }

    /// <summary>Whether the match is over, and nothing but a reopening or an authority changes that.</summary>
    public static bool IsOver(StatusValue status) => status is StatusValue.Final or StatusValue.Official
        or StatusValue.Awarded or StatusValue.Walkover or StatusValue.Retired or StatusValue.Abandoned
        or StatusValue.Cancelled or StatusValue.Voided;

    private static Refusal? Follow(Proposal proposal, StatusUpdate update)
    {
        // A match that this very event makes known is seen for the first time: it may be in any state.
        var from = proposal.Head.Status;
        var path = Lifecycle.ShortestPath(from, update.Status);
        if (path is null && !proposal.IsForced)
        {
            return new Refusal(
                QuarantineReason.Lifecycle, "status.status", $"{Name(update.Status)} cannot follow {Name(from)}");
        }
        if (path is { Count: > 1 })
        {
            proposal.AddMark(
                Mark.Types.Kind.PassedOver, "status", Name(from), string.Join(' ', path.SkipLast(1).Select(Name)));
        }
        var delta = proposal.Delta;
        delta.Status = update.Status;
        if (!update.HasWinMethod && MethodOf(update.Status) is { } method && proposal.Takes("winMethod", method))
            delta.WinMethod = method;
        if (IsPlay(update.Status)) ForgetOutcome(proposal, update);
        return null;
    }

    private static WinMethod.Types.Value? MethodOf(StatusValue status) => status switch
    {
        StatusValue.Retired => WinMethod.Types.Value.Retirement,
        StatusValue.Walkover => WinMethod.Types.Value.Walkover,
        _ => null,
    };

    /// <summary>
    /// A match that goes on is not decided; what was said about its outcome before it was reopened no longer holds.
    /// </summary>
    private static void ForgetOutcome(Proposal proposal, StatusUpdate update)
    {
        var head = proposal.Head;
        if (head.HasWinner && !update.HasWinner && proposal.Takes("winner", "")) proposal.Delta.Cleared.Add("winner");
        if (head.HasWinMethod && !update.HasWinMethod && proposal.Takes("winMethod", ""))
            proposal.Delta.Cleared.Add("winMethod");
        if (head.Result != Result.Types.Value.Unspecified && !update.HasResult && proposal.Takes("result", ""))
            proposal.Delta.Result = Result.Types.Value.Unspecified;
    }

    private static bool IsPlay(StatusValue status) => status is StatusValue.Live or StatusValue.Break;

    private static string Name(StatusValue status) => EnumNames.Of(status);
}
