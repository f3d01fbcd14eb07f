using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;

namespace Fanout.Ingest.FeedControl;

/// <summary>A question about the feeds of one partition's matches, on its way to the holder.</summary>
internal sealed class FeedsWork(FeedsRequest request, TimeProvider time) : HolderWork
{
    /// <summary>The answer, once it is done.</summary>
    public FeedsReply Reply { get; private set; } = new();

    public override ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken) =>
        partition.LookAsync(
            matches => Reply = request.Match.Length == 0 ? FeedSheet.List(matches.Table) : Find(matches), cancellationToken);

    public override async ValueTask<WorkEnd> ThereAsync(
        Peers peers, string address, int partition, CancellationToken cancellationToken)
    {
        var reply = await peers.SendAsync(
            address, ForwardingEndpoint.FeedsPath(partition), request, FeedsReply.Parser, cancellationToken)
            .ConfigureAwait(false);
        if (reply.Outcome == PeerOutcome.Unanswered) return WorkEnd.GivenUp;
        if (reply.Answer is not { } answer) return WorkEnd.Moved;
        Reply = answer;
        return WorkEnd.Done;
    }

    private FeedsReply Find(PartitionMatches matches)
    {
        var work = matches.Table.Find(request.Match);
        var policy = work is null ? ArbitrationPolicy.None : matches.PolicyOf(work);
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        return new FeedsReply { Match = FeedSheet.Of(work, policy, nowMs) };
    }
}
