using System.Threading.Channels;
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
        try
        {
            await partition.EnqueueAsync(job, cancellationToken).ConfigureAwait(false);
            var end = await job.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (end == JobEnd.Done) Result = job.Result with { Reached = partition.ConfirmedSequence };
            return end switch
            {
                JobEnd.Done => WorkEnd.Done,
                JobEnd.Returned => WorkEnd.Moved,
                _ => WorkEnd.GivenUp,
            };
        }
        catch (OperationCanceledException)
        {
            job.Abandon();
            throw;
        }
        catch (ChannelClosedException)
        {
            return WorkEnd.GivenUp; // the process is stopping
        }
    }

    public override async ValueTask<WorkEnd> ThereAsync(
        Peers peers, string address, int partition, CancellationToken cancellationToken)
    {
        var request = FeedOrderForm.Write(matchId, order, terms);
        var reply = await peers.SendAsync(
            address, ForwardingEndpoint.OrderPath(partition), request, ForwardedOrderAnswer.Parser, cancellationToken)
            .ConfigureAwait(false);
        if (reply.Outcome == PeerOutcome.Unanswered) return WorkEnd.GivenUp;
        if (reply.Answer is not { } answer || FeedOrderForm.Read(answer) is not { } result) return WorkEnd.Moved;
        Result = result;
        return WorkEnd.Done;
    }
}
