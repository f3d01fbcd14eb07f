using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Arbitration;

/// <summary>Does what somebody wants of the feeds of a match, and what follows from it.</summary>
internal sealed class FeedOrderJob(string matchId, FeedOrder order) : PartitionJob
{
    private bool _stepped;

    /// <summary>What became of it, once the job is done.</summary>
    public FeedOrderOutcome Outcome { get; private set; }

    public override bool Step(PartitionTurn turn)
    {
        if (_stepped) return false;
        _stepped = true;
        Outcome = turn.Obey(matchId, order);
        return true;
    }

    public override void Commit()
    {
        if (_stepped) Complete();
    }

    public override void Rollback() => _stepped = false;
}
