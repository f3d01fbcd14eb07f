using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Alarms;

/// <summary>A question about the alarms of one partition's matches, on its way to the holder.</summary>
internal sealed class AlarmsWork(AlarmsRequest request, TimeProvider time) : HolderWork
{
    /// <summary>The answer, once it is done.</summary>
    public AlarmsReply Reply { get; private set; } = new();

    public override ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken) =>
        partition.LookAsync(
            matches => Reply = AlarmSheet.Choose(matches.Alarms(time.GetUtcNow().ToUnixTimeMilliseconds()), request),
            cancellationToken);

    public override async ValueTask<WorkEnd> ThereAsync(
        Peers peers, string address, int partition, CancellationToken cancellationToken)
    {
        var reply = await peers.SendAsync(
            address, ForwardingEndpoint.AlarmsPath(partition), request, AlarmsReply.Parser, cancellationToken)
            .ConfigureAwait(false);
        if (reply.Outcome == PeerOutcome.Unanswered) return WorkEnd.GivenUp;
        if (reply.Answer is not { } answer) return WorkEnd.Moved;
        Reply = answer;
        return WorkEnd.Done;
    }
}
