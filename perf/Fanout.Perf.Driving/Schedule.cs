namespace Fanout.Perf.Driving;

/// <summary>When events are due: so many a second, the first at the start.</summary>
/// <param name="StartUs">Microseconds since 1970.</param>
/// <param name="Rate">Events a second.</param>
/// <param name="Count">Events.</param>
public readonly record struct Schedule(long StartUs, double Rate, long Count)
{
    /// <summary>When an event is due, in microseconds since 1970.</summary>
    public long DueUs(long index) => StartUs + (long)(index * 1e6 / Rate);
}
