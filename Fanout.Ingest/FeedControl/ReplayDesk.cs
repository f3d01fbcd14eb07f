using Fanout.Ingest.Feeds.Replaying;
using Fanout.Ingest.Matches;

namespace Fanout.Ingest.FeedControl;

/// <summary>Where editors see and steer replays, whichever process runs them. Safe for concurrent use.</summary>
internal sealed class ReplayDesk(MatchIngest ingest, FeedReplays replays)
{
    /// <summary>What came of a question or an order; null when whoever runs the feed did not answer in time.</summary>
    /// <param name="request">One that <see cref="ReplayForm.FaultOf"/> has nothing against, but perhaps the name.</param>
    /// <param name="cancellationToken">Waits no longer; it may happen all the same.</param>
    public async ValueTask<ReplayReply?> AskAsync(ReplayRequest request, CancellationToken cancellationToken)
    {
        if (replays.Find(request.Feed) is null) return new ReplayReply { Outcome = ReplayReply.Types.Outcome.NoReplay };
        var work = new ReplayWork(request, replays);
        var partition = ingest.Directory.PartitionOf(FeedPlace.IdOf(request.Feed)).Number;
        return await ingest.BringAsync(work, partition, cancellationToken).ConfigureAwait(false) ? work.Reply : null;
    }
}
