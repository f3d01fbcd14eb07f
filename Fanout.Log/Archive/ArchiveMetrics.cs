using System.Diagnostics.Metrics;

namespace Fanout.Log.Archive;

/// <summary>Numbers about archiving: how far behind the log it is, over the partitions that this process looks after.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ArchiveMetrics
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Standing> _standings = [];
    private readonly TimeProvider _time;
    private readonly Counter<long> _entries;
    private readonly Counter<long> _gaps;
    private readonly Counter<long> _conflicts;

    public ArchiveMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        Meter meter = meters.Create(EventLogMetrics.MeterName);
        _entries = meter.CreateCounter<long>("fanout.archive.entries", "{entry}", "Entries archived");
        _gaps = meter.CreateCounter<long>(
            "fanout.archive.gap", "{entry}", "Entries that the log had dropped when the archive came to them");
        _conflicts = meter.CreateCounter<long>(
            "fanout.archive.conflicts", "{look}", "Looks at which log and archive had different content under one number");
        meter.CreateObservableGauge(
            "fanout.archive.lag", ReadLag, "s", "For how long the archive has not had all that the log has");
        meter.CreateObservableGauge(
            "fanout.archive.lag.entries", ReadLagEntries, "{entry}", "Entries that the archive does not have yet");
        meter.CreateObservableGauge(
            "fanout.archive.partitions", ReadPartitions, "{partition}", "Partitions that this process archives");
    }

    public void Archived(int entries) => _entries.Add(entries);

    public void Missed(ulong entries) => _gaps.Add((long)entries);

    public void Contradicted() => _conflicts.Add(1);

    /// <summary>The log was looked at.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="lacking">Entries that the archive does not have; 0: it has them all.</param>
    /// <param name="isHeld">Whether this process archives it.</param>
    public void Saw(int partition, ulong lacking, bool isHeld = true)
    {
        lock (_gate)
        {
            long levelAt = lacking > 0 && _standings.TryGetValue(partition, out Standing before)
                ? before.LevelAt
                : _time.GetTimestamp();
            _standings[partition] = new Standing(lacking, levelAt, isHeld);
        }
    }

    /// <summary>This process does not look after it any more.</summary>
    public void Forget(int partition)
    {
        lock (_gate)
            _standings.Remove(partition);
    }

    /// <summary>The connection is gone, and with it every partition; what they lack is looked at on.</summary>
    public void LoseAll()
    {
        lock (_gate)
        {
            foreach ((int partition, Standing standing) in _standings)
                _standings[partition] = standing with { IsHeld = false };
        }
    }

    private double ReadLag()
    {
        lock (_gate)
        {
            return _standings.Values.Where(static standing => standing.Lacking > 0)
                .Select(standing => _time.GetElapsedTime(standing.LevelAt).TotalSeconds)
                .DefaultIfEmpty().Max();
        }
    }

    private long ReadLagEntries()
    {
        lock (_gate)
            return _standings.Values.Sum(static standing => (long)standing.Lacking);
    }

    private int ReadPartitions()
    {
        lock (_gate)
            return _standings.Values.Count(static standing => standing.IsHeld);
    }

    private readonly record struct Standing(ulong Lacking, long LevelAt, bool IsHeld);
}
