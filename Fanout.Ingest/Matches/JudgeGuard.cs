using Fanout.Ingest.Normalising;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Matches;

/// <summary>
/// Judges events as another does, and puts aside whole what that fails on: it would fail again each time it is sent, and
/// nothing that its feed says later would ever be taken.
/// </summary>
/// <param name="judge">Decides on an event. Changes nothing, however it ends.</param>
/// <param name="logger">Told of each failure, with its stack.</param>
internal sealed class JudgeGuard(Func<MatchWork, FeedEvent, Verdict> judge, ILogger logger)
{
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
}
