using System.Threading.Channels;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Quarantine;

/// <summary>A question about what is put aside in one partition, or a decision on it, on its way to the holder.</summary>
internal sealed class QuarantineWork(IngestDirectory directory, QuarantineRequest request) : HolderWork
{
    /// <summary>What came of it; once it is done.</summary>
    public QuarantineReply Reply { get; private set; } = new();

    public override async ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken)
    {
        if (request.Decide is { } command) return await DecideAsync(partition, command, cancellationToken).ConfigureAwait(false);
        lock (partition.Matches.Gate) // whoever restores the matches needs it, after the partition was closed
        {
            if (!partition.IsOpen) return WorkEnd.Moved;
            Reply = QuarantineSheet.List(partition.Matches.Table, request.List ?? new QuarantineQuery());
        }
        return WorkEnd.Done;
    }

    public override async ValueTask<WorkEnd> ThereAsync(
        Peers peers, string address, int partition, CancellationToken cancellationToken)
    {
        var reply = await peers.SendAsync(
            address, ForwardingEndpoint.QuarantinePath(partition), request, QuarantineReply.Parser, cancellationToken)
            .ConfigureAwait(false);
        if (reply.Outcome == PeerOutcome.Unanswered) return WorkEnd.GivenUp;
        if (reply.Answer is not { Outcome: not QuarantineReply.Types.Outcome.Unspecified } answer) return WorkEnd.Moved;
        Reply = answer;
        return WorkEnd.Done;
    }

    private async ValueTask<WorkEnd> DecideAsync(
        PartitionIngest partition, QuarantineCommand command, CancellationToken cancellationToken)
    {
        var job = new QuarantineJob(command, directory);
        try
        {
            await partition.EnqueueAsync(job, cancellationToken).ConfigureAwait(false);
            var end = await job.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (end == JobEnd.Done)
            {
                Reply = job.Reply;
                Reply.Reached = partition.ConfirmedSequence;
            }
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
}
