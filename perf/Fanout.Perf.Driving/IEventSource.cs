namespace Fanout.Perf.Driving;

/// <summary>Publishes events when it is told to: what differs between the servers that are measured.</summary>
public interface IEventSource
{
    /// <summary>
    /// Makes what it will publish next, due as <paramref name="schedule"/> says; what was made before and not published
    /// is forgotten.
    /// </summary>
    /// <returns>Whether it makes anything beforehand; if not, a schedule may begin at once.</returns>
    bool Prepare(Schedule schedule) => false;

    /// <summary>Publishes one event: the next topic in turn gets one message of the size that was asked for.</summary>
    /// <param name="dueUs">
    /// When it was due, in microseconds since 1970; goes into the message (<see cref="TimeMark"/>).
    /// </param>
    void Publish(long dueUs);

    /// <summary>Ends a turn: whatever was due by now has been published.</summary>
    void Flush();

    /// <summary>Forgets what it has counted.</summary>
    void Begin();

    /// <summary>What it counted itself, by name; added to what is counted of every process.</summary>
    IEnumerable<KeyValuePair<string, double>> Counted();
}
