using Fanout.Ingest.Feeds.Replaying;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;
using Outcome = Fanout.Ingest.FeedControl.ReplayReply.Types.Outcome;

namespace Fanout.Ingest.FeedControl;

/// <summary>What is asked of a replay, on its way to the process that runs it: the holder of the feed's place in the log.</summary>
/// <remarks>Twice is once, but for a time that is past by then.</remarks>
internal sealed class ReplayWork(ReplayRequest request, FeedReplays replays)
    : RequestWork<ReplayRequest, ReplayReply>(request, ForwardingEndpoint.Replay, ReplayReply.Parser)
{
    public override async ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken)
    {
        if (replays.Find(Request.Feed) is not { } control)
        {
            Reply = new ReplayReply { Outcome = Outcome.NoReplay };
            return WorkEnd.Done;
        }
        var answer = await control.SteerAsync(ReplayForm.Read(Request), cancellationToken).ConfigureAwait(false);
        if (answer is null) return WorkEnd.Moved; // it begins here within a moment, or elsewhere
        Reply = ReplayForm.Write(answer);
        return WorkEnd.Done;
    }

    protected override bool IsAnswer(ReplayReply answer) => answer.Outcome != Outcome.Unspecified;
}
