using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>The clock's anchor: the value that the sport shows at the event's time.</summary>
internal static class ClockRule
{
    public static void Apply(Proposal proposal, ClockUpdate update)
    {
        if (update.HasAddedMinutes && proposal.Takes("clock.addedMinutes", update.AddedMinutes))
            Change(proposal).AddedMinutes = update.AddedMinutes;
        if (!update.HasKind && !update.HasRunning && !update.HasValueMs && !update.HasPeriodMs) return;
        if (!proposal.Takes("clock", update)) return;

        var clock = Change(proposal);
        var before = proposal.Head.Clock ?? new Clock();
        if (update.HasKind) clock.Kind = update.Kind;
        if (update.HasPeriodMs) clock.PeriodMs = update.PeriodMs;
        if (update.HasRunning) clock.Running = update.Running;
        if (update.HasValueMs) clock.ValueMs = update.ValueMs;
        else if (update.HasRunning && update.Running != before.Running) clock.ValueMs = ShownAt(before, proposal.AtMs);
        else return; // neither the value nor whether it runs changed: the anchor stays where it is
        clock.AnchorMs = proposal.AtMs;
    }

    /// <summary>
    /// Marks a clock that went back within a phase: that showed less than was stated before, or more where it counts down. A
    /// phase that began since has a clock of its own.
    /// </summary>
    public static void MarkBack(Proposal proposal, MatchState after)
    {
        var (before, now) = (proposal.Head.Clock, after.Clock);
        if (proposal.Delta.Clock is not { HasValueMs: true } || before is null || now.Kind != before.Kind) return;
        if (after.Phase != proposal.Head.Phase || before.AnchorMs == 0) return;
        if (proposal.Work.StatedAt("phase") > Instants.UnitsOf(before.AnchorMs)) return;
        var isBack = now.Kind switch
        {
            ClockKind.Types.Value.Up => now.ValueMs < before.ValueMs,
            ClockKind.Types.Value.Down => now.ValueMs > before.ValueMs,
            _ => false,
        };
        if (isBack) proposal.AddMark(Mark.Types.Kind.FeedCorrection, "clock", $"{before.ValueMs} ms", $"{now.ValueMs} ms");
    }

    /// <summary>What a clock shows at a later instant; a clock that counts down stops at zero.</summary>
    internal static uint ShownAt(Clock clock, double atMs)
    {
        if (!clock.Running) return clock.ValueMs;
        var elapsed = Math.Max(0, atMs - clock.AnchorMs);
        var shown = clock.Kind == ClockKind.Types.Value.Down ? clock.ValueMs - elapsed : clock.ValueMs + elapsed;
        return (uint)Math.Clamp(shown, 0, uint.MaxValue);
    }

    private static ClockChange Change(Proposal proposal) => proposal.Delta.Clock ??= new ClockChange();
}
