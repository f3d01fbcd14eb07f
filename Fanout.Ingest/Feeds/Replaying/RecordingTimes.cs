using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Feeds.Replaying;

/// <summary>When the events of a recording are due, 8 bytes each: what tells its length, and how much a jump passes over.</summary>
internal sealed class RecordingTimes
{
    private readonly double[] _dueMs; // never going back

    /// <param name="events">In the order in which they are told.</param>
    public RecordingTimes(IEnumerable<ScoreEvent> events)
    {
        var due = new List<double>();
        foreach (var told in events)
        {
            var atMs = MsOf(told.At);
            if (FirstMs is null && atMs is not null) FirstMs = atMs;
            due.Add(due.Count == 0 ? atMs ?? double.MinValue : Math.Max(due[^1], atMs ?? due[^1]));
        }
        _dueMs = [.. due];
    }

    public int Count => _dueMs.Length;

    /// <summary>Recorded time of the first event that has one, ms since 1970; null: none has.</summary>
    public double? FirstMs { get; }

    /// <summary>The same of the last one.</summary>
    public double? LastMs => FirstMs is null ? null : _dueMs[^1];

    /// <summary>When the event of this number is due; null: there is none, or it is at the beginning and has no time.</summary>
    public double? At(long index) => index < Count && _dueMs[index] >= FirstMs ? _dueMs[index] : null;

    /// <summary>Events that are due at a recorded time.</summary>
    public int CountUntil(double recordedMs)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_dueMs[middle] <= recordedMs) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>In whole milliseconds since 1970; null: it has no time.</summary>
    public static double? MsOf(Timestamp? at) => at is null ? null : (at.Seconds * 1000d) + Math.Floor(at.Nanos / 1e6);
}
