using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Simulating;

/// <summary>
/// Gives the events of a match day when they are due. Decides by the time that it is told; <see cref="RunAsync"/> is the loop around it for a process
/// that has a clock. One caller at a time.
/// </summary>
/// <remarks>
/// At speed 1 simulated time is real time and every event passes as it was made. At any other speed the same events come with their times
/// (<c>at</c>, <c>fixture.start</c>) moved to when they are really due, as a server would take times ahead of it for errors; nothing else differs.
/// Both times agree at the beginning of the year of the start, so that a process that starts again goes on in the same match day.
/// </remarks>
public sealed class SimulatorPump
{
    // Small enough that what is due at the start does not become one huge delivery, large enough to be quick.
    private const int DeliveryCountMax = 500;

    private readonly double _speed;
    private readonly DateTimeOffset _origin;
    private readonly IEnumerator<ScoreEvent> _events;

    /// <param name="day">Which match day.</param>
    /// <param name="speed">Simulated seconds in a real one, more than 0.</param>
    /// <param name="now">Real time of the start.</param>
    public SimulatorPump(MatchDay day, double speed, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(day);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speed);
        _speed = speed;
        _origin = new DateTimeOffset(now.UtcDateTime.Year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        _events = day.From(ToSimulated(now)).GetEnumerator();
        _events.MoveNext(); // a match day has no end
    }

    /// <summary>Real time at which the next event is due; in the past while there is one to take.</summary>
    public DateTimeOffset NextDue => ToReal(_events.Current.At.ToDateTimeOffset());

    /// <summary>Takes the events that are due, in order, and at most <paramref name="countMax"/> of them.</summary>
    public IReadOnlyList<ScoreEvent> Take(DateTimeOffset now, int countMax)
    {
        var due = new List<ScoreEvent>();
        while (due.Count < countMax && NextDue <= now)
        {
            due.Add(Stamped(_events.Current));
            _events.MoveNext();
        }

        return due;
    }

    /// <summary>
    /// Delivers events as they become due until it is cancelled. Waits for each delivery, and then gives all that became due meanwhile: a slow receiver
    /// gets more at a time, never out of order.
    /// </summary>
    /// <exception cref="OperationCanceledException">The only way in which it ends.</exception>
    public async Task RunAsync(
        TimeProvider time, Func<IReadOnlyList<ScoreEvent>, CancellationToken, ValueTask> deliver, CancellationToken cancelled)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(deliver);
        while (true)
        {
            cancelled.ThrowIfCancellationRequested();
            var due = Take(time.GetUtcNow(), DeliveryCountMax);
            if (due.Count > 0)
            {
                await deliver(due, cancelled).ConfigureAwait(false);
                continue;
            }

            var wait = NextDue - time.GetUtcNow();
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancelled).ConfigureAwait(false);
        }
    }

    private ScoreEvent Stamped(ScoreEvent told)
    {
        if (_speed == 1) return told;
        var stamped = told.Clone();
        stamped.At = ToReal(told.At.ToDateTimeOffset()).ToTimestamp();
        if (told.Fixture?.Start is { } start) stamped.Fixture.Start = ToReal(start.ToDateTimeOffset()).ToTimestamp();
        return stamped;
    }

    private DateTimeOffset ToSimulated(DateTimeOffset real) => _origin + ((real - _origin) * _speed);

    private DateTimeOffset ToReal(DateTimeOffset simulated) => _origin + ((simulated - _origin) / _speed);
}
