using System.Diagnostics;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Feeds.Replaying;

/// <summary>Gives the events of a recording when they are due. Decides by the time that it is told. One caller at a time.</summary>
/// <remarks>
/// Recorded time runs from an anchor at a speed; pausing, seeking and changing the speed set another anchor. Where times are
/// moved, an event's <c>at</c> is when it was due, but never before that of an event given earlier: after a jump everything in
/// between comes at once, and none of it may count as overtaken. So a clock is right again with the first event after the
/// jump that states it.
/// </remarks>
internal sealed class ReplayPump
{
    private readonly IEnumerator<ScoreEvent> _events;
    private bool _hasNext;
    private double _nextMs; // recorded

    /// <param name="events">In order of their times, from the first that was not given yet.</param>
    /// <param name="place">Where the replay stands.</param>
    public ReplayPump(IEnumerable<ScoreEvent> events, ReplayPlace place)
    {
        _events = events.GetEnumerator();
        Place = place;
        _nextMs = place.RecordedMs;
        Advance();
    }

    /// <summary>As it is to be noted once what was taken is in the log.</summary>
    public ReplayPlace Place { get; private set; }

    /// <summary>Everything was given.</summary>
    public bool IsOver => !_hasNext;

    /// <summary>
    /// A place at the beginning of a recording, whose first event is due at once.
    /// </summary>
    public static ReplayPlace Begin(ulong files, double speed, double firstMs, double nowMs) =>
        new(files, 0, IsMoved: speed > 0, speed, IsPaused: false, firstMs, nowMs, double.MinValue);

    /// <summary>Real time until the next event is due; zero or less: it is. Null: nothing will be by itself.</summary>
    public TimeSpan? Wait(double nowMs)
    {
        if (!_hasNext) return null;
        var aheadMs = _nextMs - Place.PositionMs(nowMs);
        if (aheadMs <= 0) return TimeSpan.Zero;
        if (Place.IsPaused) return null;
        return Place.Speed == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Min(aheadMs / Place.Speed, int.MaxValue));
    }

    /// <summary>Takes what is due, in order, at most <paramref name="countMax"/> of it.</summary>
    public IReadOnlyList<ScoreEvent> Take(double nowMs, int countMax)
    {
        var due = new List<ScoreEvent>();
        while (due.Count < countMax && Wait(nowMs) is { } wait && wait <= TimeSpan.Zero)
        {
            due.Add(Stamped(_events.Current, nowMs));
            Place = Place with { Index = Place.Index + 1 };
            if (Place.Speed == 0 && !Place.IsPaused) Place = Place with { RecordedMs = _nextMs, RealMs = nowMs };
            Advance();
        }
        return due;
    }

    /// <summary>Makes a change; one that seeks a time that is past must not be made (<see cref="ReplayPlace.IsPast"/>).</summary>
    public void Steer(ReplayChange change, double nowMs)
    {
        Debug.Assert(!Place.IsPast(change, nowMs), "what was told cannot be untold");
        Place = Place.After(change, nowMs);
    }

    private void Advance()
    {
        _hasNext = _events.MoveNext();
        if (_hasNext) _nextMs = Math.Max(_nextMs, RecordingTimes.MsOf(_events.Current.At) ?? _nextMs);
    }

    private ScoreEvent Stamped(ScoreEvent told, double nowMs)
    {
        if (!Place.IsMoved || told.At is null) return told;
        var recordedMs = RecordingTimes.MsOf(told.At)!.Value;
        var dueMs = Place.Speed == 0 ? nowMs : Place.RealMs + ((recordedMs - Place.RecordedMs) / Place.Speed);
        var atMs = Math.Max(dueMs, Place.LastAtMs);
        Place = Place with { LastAtMs = atMs };
        var stamped = told.Clone();
        stamped.At = ToTimestamp(atMs);
        if (told.Fixture is { Start: { } start })
            stamped.Fixture.Start = ToTimestamp(dueMs + ((RecordingTimes.MsOf(start)!.Value - recordedMs) / (Place.Speed == 0 ? 1 : Place.Speed)));
        return stamped;
    }

    /// <summary>In whole milliseconds, so that the same place gives the same event.</summary>
    private static Timestamp ToTimestamp(double ms) =>
        Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Floor(ms)));
}
