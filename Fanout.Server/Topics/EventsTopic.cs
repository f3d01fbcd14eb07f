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

    public override ResyncKind Judge(TopicPosition? client, LogVerdict verdict, long horizonMs) =>
        History.TryExtent(horizonMs, out var extent)
            ? ResyncRules.Decide(client, View(extent, client, horizonMs), verdict)
            : ResyncKind.NotCovered;

    public override ResyncAnswer Resync(TopicPosition? client, LogVerdict verdict, long horizonMs)
    {
        if (!History.TryExtent(horizonMs, out var extent))
            return ResyncAnswer.NotCovered;
        var head = extent.Newest;
        var view = View(extent, client, horizonMs);
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
                return new ResyncAnswer(kind, head.Position, head.Position, SnapshotAt(head, horizonMs));
        }
    }

    public override Step Next(TopicPosition from, long horizonMs)
    {
        if (HeadAt(horizonMs) is not { } head)
            return Step.NotCovered;
        if (from.Epoch != head.Epoch)
            return Step.Reset;
        if (from.Seq >= head.Seq)
            return Step.None;
        return History.After(from, horizonMs) is { } next
            ? new Step(StepKind.Frame, PublicationOf(next).Frame, next.Position)
            : Step.ReadLog;
    }

    public override Publication PublicationOf(Point<MatchState, MatchDelta> point) => point.AsEntry(this, OwnEntry);

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
    private StreamView View(in HistoryExtent<MatchState, MatchDelta> extent, TopicPosition? client, long horizonMs)
    {
        var replayFrom = !extent.Oldest.IsStep ? extent.Oldest.Position.Seq : extent.Oldest.Previous;
        return new StreamView(extent.Newest.Position, extent.Reached, replayFrom, StreamStyle.EveryEntry)
        {
            IsBeyond = horizonMs != Horizon.Live && client is { } at && History.IsBeyond(at, horizonMs),
        };
    }

    private SharedFrame OwnEntry(Point<MatchState, MatchDelta> point) =>
        FrameOf(((MatchPoint)point).Logged, point.Position.Seq, point.PublishedMs);
}
