using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Corrections;

/// <summary>A question about the corrections of a match, or a correction, on its way to the holder.</summary>
internal sealed class CorrectionsWork(CorrectionsRequest request)
    : RequestWork<CorrectionsRequest, CorrectionsReply>(request, ForwardingEndpoint.Corrections, CorrectionsReply.Parser)
{
    public override async ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken)
    {
        if (Request.Make is not { } command)
        {
            var matchId = Request.List?.Match ?? "";
            return await partition.LookAsync(
                matches => Reply = CorrectionSheet.List(matches.Table.Find(matchId), matchId), cancellationToken).ConfigureAwait(false);
        }
        var job = new CorrectionJob(command);
        var end = await partition.DoAsync(cancellationToken, job).ConfigureAwait(false);
        if (end != WorkEnd.Done) return end;
        Reply = job.Reply;
        Reply.Reached = partition.ConfirmedSequence;
        return end;
    }

    protected override bool IsAnswer(CorrectionsReply answer) => answer.Answered;
}
