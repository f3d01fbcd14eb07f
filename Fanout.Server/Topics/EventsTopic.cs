using Fanout.Protocol.Messages;
using Fanout.Server.Delivery;
using Fanout.Server.Resync;

namespace Fanout.Server.Topics;

/// <summary>
/// <c>events/{id}</c>: every entry, one frame each. What memory no longer holds is read from the log.
/// </summary>
internal sealed class EventsTopic(TopicPlace place, MatchStream stream)
    : HistoryTopic<MatchState, MatchDelta>(place, stream.Matches)
{
    public override int? Partition => stream.Partition;

    public override string? Fault => stream.Fault;

    public string MatchId => stream.Id;

    public TopicPosition Head => History.Head!.Position;

    public override ResyncKind Judge(TopicPosition? client, LogVerdict verdict) =>
        ResyncRules.Decide(client, View(History.Extent()), verdict);

    public override ResyncAnswer Resync(TopicPosition? client, LogVerdict verdict)
    {
        var extent = History.Extent();
        var head = extent.Newest;
        var view = View(extent);
        var kind = ResyncRules.Decide(client, view, verdict);
        switch (kind)
        {
            case ResyncKind.AskLog:
                return ResyncAnswer.AskLog;
            case ResyncKind.UpToDate:
                return new ResyncAnswer(kind, client!.Value, client.Value, null);
            case ResyncKind.Replay:
                // From the start, in whatever epoch that was: in this one where memory holds it all, else as the log
                // tells it.

                var fromStart = new TopicPosition(view.ReplayFrom == 0 ? head.Position.Epoch : 0, 0);
                return new ResyncAnswer(kind, head.Position, client!.Value.Seq == 0 ? fromStart : client.Value, null);
            default:
                lock (Answers)
                    return new ResyncAnswer(kind, head.Position, head.Position, SnapshotAt_NeedsLock(head));
        }
    }

    public override Step Next(TopicPosition from)
    {
        var head = History.Head!.Position;
        if (from.Epoch != head.Epoch)
            return Step.Reset;
        if (from.Seq >= head.Seq)
            return Step.None;
        return History.After(from) is { } next
            ? new Step(StepKind.Frame, PublicationOf(next).Frame, next.Position)
            : Step.ReadLog;
    }

    /// <summary>The publication of a point's entry.</summary>
    public Publication PublicationOf(Point<MatchState, MatchDelta> point) => point.AsEntry(this, OwnEntry);

    /// <summary>The frame of an entry that was read from the log.</summary>
    public SharedFrame FrameOf(LoggedChange change, uint seq, long publishedMs) => new(new ServerFrame
    {
        Entry = LoggedEntries.Message(change, seq, Id, Offset(publishedMs)),
    });

    /// <summary>The frame of the state at an entry where the match began anew.</summary>
    public SharedFrame SnapshotOf(TopicPosition position, Match state, long publishedMs) => new(new ServerFrame
    {
        Snapshot = new Snapshot
        {
            TopicId = Id,
            Position = position.ToMessage(),
            Match = state.ToMessage(),
            StateHash = state.Hash,
            PublishedMs = Offset(publishedMs),
        },
    });

    protected override void SetState(Snapshot snapshot, MatchState state) => snapshot.Match = state;

    /// <summary>The oldest point's own entry is held only where it came as one.</summary>
    private static StreamView View(in HistoryExtent<MatchState, MatchDelta> extent)
    {
        var replayFrom = extent.Oldest.Delta is null ? extent.Oldest.Position.Seq : extent.Oldest.Previous;
        return new StreamView(extent.Newest.Position, extent.Reached, replayFrom, StreamStyle.EveryEntry);
    }

    private SharedFrame OwnEntry(Point<MatchState, MatchDelta> point) =>
        FrameOf(point.Logged!, point.Position.Seq, point.PublishedMs);
}
