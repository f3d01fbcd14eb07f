using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;

namespace Fanout.Ingest.FeedControl;

/// <summary>A question about the feeds of one partition's matches, on its way to the holder.</summary>
internal sealed class FeedsWork(FeedsRequest request, TimeProvider time)
    : RequestWork<FeedsRequest, FeedsReply>(request, ForwardingEndpoint.Feeds, FeedsReply.Parser)
{
    public override ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken) =>
        partition.LookAsync(
            matches => Reply = Request.Match.Length == 0 ? FeedSheet.List(matches.Table) : Find(matches), cancellationToken);

    private FeedsReply Find(PartitionMatches matches)
    {
        var work = matches.Table.Find(Request.Match);
        var policy = work is null ? ArbitrationPolicy.None : matches.PolicyOf(work);
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        return new FeedsReply { Match = FeedSheet.Of(work, policy, nowMs) };
    }
}
