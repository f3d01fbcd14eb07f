using System.Threading.Channels;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Arbitration;

/// <summary>An order on its way to the holder of its match. Twice is once: what is so already is not written again.</summary>
internal sealed class FeedOrderWork(string matchId, FeedOrder order) : HolderWork
{
    /// <summary>What became of it, once it is done.</summary>
    public FeedOrderOutcome Outcome { get; private set; }

    public override async ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken)
    {
        var job = new FeedOrderJob(matchId, order);
        try
        {
            await partition.EnqueueAsync(job, cancellationToken).ConfigureAwait(false);
            var end = await job.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (end == JobEnd.Done) Outcome = job.Outcome;
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
        var request = FeedOrderForm.Write(matchId, order);
        var reply = await peers.SendAsync(
            address, ForwardingEndpoint.OrderPath(partition), request, ForwardedOrderAnswer.Parser, cancellationToken)
            .ConfigureAwait(false);
        if (reply.Outcome == PeerOutcome.Unanswered) return WorkEnd.GivenUp;
        if (reply.Answer is not { } answer || FeedOrderForm.Read(answer) is not { } outcome) return WorkEnd.Moved;
        Outcome = outcome;
        return WorkEnd.Done;
    }
}
