using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Alarms;

/// <summary>A question about the alarms of one partition's matches, on its way to the holder.</summary>
internal sealed class AlarmsWork(AlarmsRequest request, TimeProvider time)
    : RequestWork<AlarmsRequest, AlarmsReply>(request, ForwardingEndpoint.Alarms, AlarmsReply.Parser)
{
    public override ValueTask<WorkEnd> HereAsync(PartitionIngest partition, CancellationToken cancellationToken) =>
        partition.LookAsync(
            matches => Reply = AlarmSheet.Choose(matches.Alarms(time.GetUtcNow().ToUnixTimeMilliseconds()), Request),
            cancellationToken);
}
