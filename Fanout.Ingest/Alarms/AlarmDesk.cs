using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Alarms;

/// <summary>Where people see the alarms that are not over, whichever process holds the match. Safe for concurrent use.</summary>
internal sealed class AlarmDesk(MatchIngest ingest)
{
    /// <summary>The alarms of all partitions; null when some did not answer in time.</summary>
    public async ValueTask<AlarmList?> ListAsync(AlarmsRequest wanted, CancellationToken cancellationToken)
    {
        var partitions = wanted.Match.Length > 0
            ? [ingest.Directory.PartitionOf(wanted.Match).Number]
            : Enumerable.Range(0, ingest.PartitionCount);
        var works = partitions.Select(partition => (Partition: partition, Work: new AlarmsWork(wanted, ingest.Time))).ToList();
        var brought = works.Select(work => ingest.BringAsync(work.Work, work.Partition, cancellationToken).AsTask());
        if ((await Task.WhenAll(brought).ConfigureAwait(false)).Contains(false)) return null;
        var all = AlarmSheet.Choose(works.SelectMany(static work => work.Work.Reply.Alarms), wanted);
        return new AlarmList([.. all.Alarms.Select(Write)], all.More || works.Exists(static work => work.Work.Reply.More));
    }

    private static AlarmItem Write(OpenAlarm one) => new(
        EnumNames.Of(one.Alarm.Kind), one.Match, one.Title, one.Alarm.SinceMs, one.Alarm.LimitMs, one.ValueMs, one.Alarm.What)
    {
        Feed = one.Feed.Length > 0 ? one.Feed : null,
    };
}
