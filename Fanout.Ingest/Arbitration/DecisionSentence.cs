using System.Globalization;
using Fanout.Protocol.Messages;
using Kind = Fanout.Protocol.Messages.ArbitrationDecision.Types.Kind;
using Reason = Fanout.Protocol.Messages.ArbitrationDecision.Types.Reason;

namespace Fanout.Ingest.Arbitration;

/// <summary>A decision of arbitration in English, for whoever asks why a match shows what it shows.</summary>
public static class DecisionSentence
{
    /// <summary>One sentence, without a full stop.</summary>
    public static string Of(ArbitrationDecision decision) => decision.Kind switch
    {
        Kind.Failover => $"{decision.To} is primary instead of {decision.From}: {Because(decision)}{Scores(decision)}",
        Kind.Failback =>
            $"{decision.To} is primary again instead of {decision.From}: well for {Seconds(decision.MeasuredMs)}, "
            + $"{Seconds(decision.LimitMs)} were needed{Scores(decision)}",
        Kind.Preferred => $"{decision.To} is primary instead of {decision.From}: it is the better one, and play has not begun",
        Kind.Opened =>
            $"{decision.From} opened {decision.Incident}; {decision.To} has {Seconds(decision.LimitMs)} to confirm it",
        Kind.Confirmed =>
            $"{decision.To} confirmed {decision.Incident} of {decision.From} after {Seconds(decision.MeasuredMs)}",
        Kind.Refused =>
            $"{decision.Incident} of {decision.From} is taken back: {decision.To} has not confirmed it after "
            + Seconds(decision.MeasuredMs),
        Kind.Withdrawn => $"{decision.From} took {decision.Incident} back after {Seconds(decision.MeasuredMs)}",
        Kind.Contradicted =>
            $"{decision.Incident} of {decision.From} is taken back: {decision.To} credits it to the other side",
        Kind.Pinned => $"{decision.Actor} pinned {decision.To}{Instead(decision)}{Why(decision)}",
        Kind.Unpinned => $"{decision.Actor} unpinned {decision.From}{Why(decision)}",
        Kind.Muted => $"{decision.Actor} muted {decision.From}{Why(decision)}",
        Kind.Unmuted => $"{decision.Actor} unmuted {decision.From}{Why(decision)}",
        _ => $"a decision of a later version ({(int)decision.Kind})",
    };

    private static string Because(ArbitrationDecision decision) => decision.Reason switch
    {
        Reason.Silence =>
            $"silent for {Seconds(decision.MeasuredMs)}, {Seconds(decision.LimitMs)} are allowed",
        Reason.Lag =>
            $"{Seconds(decision.MeasuredMs)} behind its own times for too long, {Seconds(decision.LimitMs)} are allowed",
        Reason.Impossible => $"it said what cannot be ({decision.Detail})",
        Reason.Divergence =>
            $"another score for {Seconds(decision.MeasuredMs)}, stated later, {Seconds(decision.LimitMs)} are allowed",
        Reason.Mute => "muted",
        _ => "for a reason of a later version",
    };

    private static string Scores(ArbitrationDecision decision)
    {
        if (decision.FromScore.Length == 0 || decision.ToScore.Length == 0) return "";
        return decision.FromScore == decision.ToScore
            ? $" (both have {decision.ToScore})"
            : $" ({decision.From} has {decision.FromScore}, {decision.To} {decision.ToScore})";
    }

    private static string Instead(ArbitrationDecision decision) =>
        decision.From.Length == 0 || decision.From == decision.To ? "" : $" instead of {decision.From}";

    private static string Why(ArbitrationDecision decision) => decision.Detail.Length == 0 ? "" : $": {decision.Detail}";

    private static string Seconds(double ms) => (ms / 1000).ToString("0.#", CultureInfo.InvariantCulture) + " s";
}
