using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Scopes;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Matches;

/// <summary>
/// Judges events as another does, and puts aside whole what that fails on: it would fail again each time it is sent, and
/// nothing that its feed says later would ever be taken. What an editor forces and that fails on stays put aside.
/// </summary>
/// <param name="judge">Decides on an event. Changes nothing, however it ends.</param>
/// <param name="force">Decides on one that an editor forces; likewise.</param>
/// <param name="logger">Told of each failure, with its stack.</param>
internal sealed class JudgeGuard(
    Func<MatchWork, FeedEvent, Verdict> judge, Func<MatchWork, HeldEvent, EditorDecision, Verdict> force, ILogger logger)
{
    /// <summary>Guards what decides on the events of a partition.</summary>
    /// <param name="arbitration">Decides between the feeds of a match; null: all feeds of a match are one.</param>
    /// <param name="logger">Told of each failure.</param>
    /// <param name="scopes">What feeds may speak of; null: everything. Not asked for what an editor forces, who answers for it.</param>
    public static JudgeGuard Over(MatchArbitration? arbitration, ILogger logger, FeedScopes? scopes = null)
    {
        var judge = arbitration is null ? Normaliser.Judge : (Func<MatchWork, FeedEvent, Verdict>)arbitration.Arbiter.Judge;
        return new JudgeGuard(
            scopes is null
                ? judge
                : (work, input) => scopes.Excess(input.Feed, input.Content, work.State.Head) is { } excess
                    ? Verdict.Reject(Verdict.OutOfScope, excess)
                    : judge(work, input),
            arbitration is null ? Normaliser.Force : arbitration.Arbiter.Force,
            logger);
    }

    public Verdict Judge(MatchWork work, FeedEvent input)
    {
        try
        {
            return judge(work, input);
        }
#pragma warning disable CA1031 // Whatever it is, it is a fault of ours, and that of one event.
        catch (Exception e) when (e is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            IngestLog.JudgeFailed(logger, input.Feed, input.Content.Id, work.Id, e);
            return Normaliser.Hold(work, input, new Refusal(
                QuarantineReason.ServerFault, "event", $"judging it failed with {e.GetType().Name}, a fault of this server; its log says more"));
        }
    }

    /// <summary>As the other; rejected for <see cref="QuarantineReason.ServerFault"/> where that fails.</summary>
    public Verdict Force(MatchWork work, HeldEvent held, EditorDecision by)
    {
        try
        {
            return force(work, held, by);
        }
#pragma warning disable CA1031 // As above: the partition and its other matches go on.
        catch (Exception e) when (e is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            IngestLog.ForceFailed(logger, held.Event.Id, held.Feed, work.Id, by.Actor, e);
            return Verdict.Reject(
                QuarantineReason.ServerFault,
                $"event {held.Event.Id} of feed {held.Feed}: applying it failed with {e.GetType().Name}, a fault of this server and not of the "
                + $"event; the output of the process that holds {work.Id} has it under id {IngestLog.ForceFailedId}");
        }
    }
}
