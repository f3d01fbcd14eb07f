using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Arbitration;

/// <summary>An order on its way to the holder of its match. Twice is once: what is so already is not written again.</summary>
internal sealed class FeedOrderWork(string matchId, FeedOrder order, FeedOrderTerms terms) : HolderWork
{
    /// <summary>What became of it, once it is done.</summary>
    public FeedOrderResult Result { get; private set; } = new(FeedOrderOutcome.Unanswered);

    public override async ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken)
    {
        var job = new FeedOrderJob(matchId, order, terms);
        var end = await partition.DoAsync(cancellationToken, job).ConfigureAwait(false);
        if (end == WorkEnd.Done) Result = job.Result with { Reached = partition.ConfirmedSequence };
        return end;
    }

    public override async ValueTask<WorkEnd> ThereAsync(
        Peers peers, string address, int partition, CancellationToken cancellationToken)
    {
        var request = FeedOrderForm.Write(matchId, order, terms);
        var reply = await peers.SendAsync(
            address, ForwardingEndpoint.PathOf(partition, ForwardingEndpoint.Order), request, ForwardedOrderAnswer.Parser, cancellationToken)
            .ConfigureAwait(false);
        if (reply.Outcome == PeerOutcome.Unanswered) return WorkEnd.GivenUp;
        if (reply.Answer is not { } answer || FeedOrderForm.Read(answer) is not { } result) return WorkEnd.Moved;
        Result = result;
        return WorkEnd.Done;
    }
}
