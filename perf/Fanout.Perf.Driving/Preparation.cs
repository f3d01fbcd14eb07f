namespace Fanout.Perf.Driving;

/// <summary>
/// Has a source make its events before they are due, so that making them is no part of what is measured. An event says
/// when it is due, so the start is fixed first: as far ahead as making is going to take.
/// </summary>
internal sealed class Preparation(IEventSource source)
{
    private const double Spare = 1.3;
    private const long LearnsFrom = 1000; // events: fewer say little about each
    private const long AllowanceUsMin = 1000;

    // Before anything is known.
    private double _eachUs = 200;
    private long _collectUs = 50_000;

    /// <summary>Makes the events of a schedule that begins as soon as they are made.</summary>
    public Schedule Make(double rate, long count) => Make(rate, count, leadUs: 0);

    /// <summary>
    /// Makes the events, collects the garbage of that, and returns when the schedule begins so much later.
    /// </summary>
    public Schedule MakeAhead(double rate, long count, long leadUs)
    {
        while (true)
        {
            var schedule = Make(rate, count, leadUs + (long)(_collectUs * Spare));
            var madeUs = UnixClock.NowUs;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
            _collectUs = UnixClock.NowUs - madeUs;
            if (UnixClock.NowUs + leadUs > schedule.StartUs)
                continue;
            UnixClock.Sleep(schedule.StartUs - leadUs - UnixClock.NowUs);
            return schedule;
        }
    }

    private Schedule Make(double rate, long count, long leadUs)
    {
        for (var allowanceUs = Math.Max(AllowanceUsMin, count * _eachUs * Spare); ; allowanceUs *= 2)
        {
            var beganUs = UnixClock.NowUs;
            var schedule = new Schedule(beganUs + (long)allowanceUs + leadUs, rate, count);
            if (!source.Prepare(schedule))
                return schedule with { StartUs = beganUs + leadUs };
            var tookUs = UnixClock.NowUs - beganUs;
            if (count >= LearnsFrom)
                _eachUs = (double)tookUs / count;
            if (tookUs <= allowanceUs)
                return schedule;
        }
    }
}
