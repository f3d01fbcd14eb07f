using System.Diagnostics;
using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Arbitration;

/// <summary>Does what somebody wants of the feeds of a match, and what follows from it, or says what that would be.</summary>
internal sealed class FeedOrderJob(string matchId, FeedOrder order, FeedOrderTerms terms) : PartitionJob
{
    private FeedOrderResult? _result;

    /// <summary>What became of it, once the job is done.</summary>
    public FeedOrderResult Result => _result!;

    public override bool Step(PartitionTurn turn)
    {
        if (_result is not null) return false;
        _result = Decide(turn);
        return true;
    }

    public override void Commit()
    {
        if (_result is not null) Complete();
    }

    public override void Rollback() => _result = null;

    private FeedOrderResult Decide(PartitionTurn turn)
    {
        var rehearsed = turn.Rehearse(matchId, order);
        if (rehearsed.Outcome != FeedOrderOutcome.Done || terms.IsDryRun) return rehearsed;
        if (terms.Effect.Length > 0 && terms.Effect != rehearsed.Effect)
            return new FeedOrderResult(FeedOrderOutcome.EffectChanged);
        var outcome = turn.Obey(matchId, order);
        Debug.Assert(outcome == FeedOrderOutcome.Done, "what was rehearsed can be done");
        return rehearsed;
    }
}
