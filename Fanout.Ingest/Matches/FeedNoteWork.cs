using System.Threading.Channels;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Matches;

/// <summary>What a feed must remember, on its way to the holder of its place. Twice is once: the memory knows what it has.</summary>
internal sealed class FeedNoteWork(string feed, FeedNote note) : HolderWork
{
    public override async ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken)
    {
        var job = new FeedNoteJob(feed, note);
        try
        {
            await partition.EnqueueAsync(job, cancellationToken).ConfigureAwait(false);
            return await job.Done.WaitAsync(cancellationToken).ConfigureAwait(false) switch
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
        var request = new ForwardedNote { Feed = feed, Note = note };
        var reply = await peers.SendAsync(
            address, ForwardingEndpoint.NotePath(partition), request, ForwardedNoteAnswer.Parser, cancellationToken)
            .ConfigureAwait(false);
        if (reply.Outcome == PeerOutcome.Unanswered) return WorkEnd.GivenUp;
        return reply.Answer is { Done: true } ? WorkEnd.Done : WorkEnd.Moved;
    }
}
