using Fanout.Protocol.Messages;
using Fanout.Server.Resync;

namespace Fanout.Server.Topics;

/// <summary><c>match/{id}</c>.</summary>
internal sealed class MatchTopic(TopicPlace place, MatchStream stream)
    : MergingTopic<MatchState, MatchDelta>(place, stream.Matches, StreamStyle.Merging)
{
    public override int? Partition => stream.Partition;

    public override string? Fault => stream.Fault;

    protected override void SetState(Snapshot snapshot, MatchState state) => snapshot.Match = state;

    protected override void SetDelta(Delta frame, MatchDelta delta) => frame.Match = delta;
}

/// <summary><c>score/{id}</c>.</summary>
internal sealed class ScoreTopic(TopicPlace place, MatchStream stream)
    : MergingTopic<ScoreState, ScoreDelta>(place, stream.Scores, StreamStyle.Merging)
{
    public override int? Partition => stream.Partition;

    public override string? Fault => stream.Fault;

    /// <summary>The match itself tells, where the horizon is held of it, too.</summary>
    protected override uint ReachedAt(in HistoryExtent<ScoreState, ScoreDelta> extent, long horizonMs)
    {
        if (horizonMs == Horizon.Live || stream.Matches.PositionAt(horizonMs) is not { } match)
            return extent.Reached;
        return match.Epoch == extent.Newest.Position.Epoch
            ? Math.Max(extent.Reached, match.Seq)
            : extent.Reached;
    }

    protected override void SetState(Snapshot snapshot, ScoreState state) => snapshot.Score = state;

    protected override void SetDelta(Delta frame, ScoreDelta delta) => frame.Score = delta;
}
