using System.Runtime.InteropServices;

namespace Fanout.Perf.Driving;

/// <summary>
/// The clocks of the system, without the runtime between: a millisecond of its timers is too coarse here.
/// </summary>
public static partial class UnixClock
{
    private const int Realtime = 0;

    /// <summary>Microseconds since 1970.</summary>
    public static long NowUs => Read(Realtime) / 1000;

    /// <summary>Sleeps without using the processor; a signal may end it early.</summary>
    public static void Sleep(long us)
    {
        if (us <= 0)
            return;
        var time = new Timespec { Seconds = (nint)(us / 1_000_000), Nanoseconds = (nint)(us % 1_000_000 * 1000) };
        nanosleep(time, 0);
    }

    private static long Read(int clock)
    {
        clock_gettime(clock, out var time);
        return time.Seconds * 1_000_000_000L + time.Nanoseconds;
    }

#pragma warning disable IDE1006, SYSLIB1092 // the names of the C library
    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Timespec time);

    [LibraryImport("libc")]
    private static partial int nanosleep(in Timespec time, nint left);
#pragma warning restore IDE1006, SYSLIB1092

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
