using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Alarms;

/// <summary>A question about the alarms of one partition's matches, on its way to the holder.</summary>
internal sealed class AlarmsWork(AlarmsRequest request, TimeProvider time) : HolderWork
{
    /// <summary>The answer, once it is done.</summary>
    public AlarmsReply Reply { get; private set; } = new();

    public override ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken)
    {
        var matches = partition.Matches;
        List<OpenAlarm> alarms;
        lock (matches.Gate) // whoever restores the matches needs it, after the partition was closed
        {
            if (!partition.IsOpen) return ValueTask.FromResult(WorkEnd.Moved);
            alarms = matches.Alarms(time.GetUtcNow().ToUnixTimeMilliseconds());
        }
        Reply = AlarmSheet.Choose(alarms, request);
        return ValueTask.FromResult(WorkEnd.Done);
    }

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
