using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Quarantine;

/// <summary>A question about what is put aside in one partition, or a decision on it, on its way to the holder.</summary>
internal sealed class QuarantineWork(IngestDirectory directory, QuarantineRequest request) : HolderWork
{
    /// <summary>What came of it; once it is done.</summary>
    public QuarantineReply Reply { get; private set; } = new();

    public override ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken) =>
        request.Decide is { } command
            ? DecideAsync(partition, command, cancellationToken)
            : partition.LookAsync(
                matches => Reply = QuarantineSheet.List(matches.Table, request.List ?? new QuarantineQuery()), cancellationToken);

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
        var end = await partition.DoAsync(cancellationToken, job).ConfigureAwait(false);
        if (end != WorkEnd.Done) return end;
        Reply = job.Reply;
        Reply.Reached = partition.ConfirmedSequence;
        return end;
    }
}
