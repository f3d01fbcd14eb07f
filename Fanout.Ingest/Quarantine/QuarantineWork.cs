using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Quarantine;

/// <summary>A question about what is put aside in one partition, or a decision on it, on its way to the holder.</summary>
internal sealed class QuarantineWork(IngestDirectory directory, QuarantineRequest request)
    : RequestWork<QuarantineRequest, QuarantineReply>(request, ForwardingEndpoint.Quarantine, QuarantineReply.Parser)
{
    public override ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken) =>
        Request.Decide is { } command
            ? DecideAsync(partition, command, cancellationToken)
            : partition.LookAsync(
                matches => Reply = QuarantineSheet.List(matches.Table, Request.List ?? new QuarantineQuery()), cancellationToken);

    protected override bool IsAnswer(QuarantineReply answer) => answer.Outcome != QuarantineReply.Types.Outcome.Unspecified;

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
