using System.Globalization;

namespace Fanout.Perf.Harness;

/// <summary>
/// Processor time of processes as the kernel counts it, in seconds: the same source for every server.
/// </summary>
/// <remarks>
/// Steps of 10 ms. How much of it was user time is sampled by the kernel's tick on machines that do not count it
/// exactly (CONFIG_TICK_CPU_ACCOUNTING), so that it takes seconds of processor time to mean something.
/// </remarks>
internal readonly record struct ProcessorTime(double User, double System)
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux

    public double All => User + System;

    public static ProcessorTime operator +(ProcessorTime left, ProcessorTime right) =>
        new(left.User + right.User, left.System + right.System);

    public static ProcessorTime operator -(ProcessorTime left, ProcessorTime right) =>
        new(left.User - right.User, left.System - right.System);

    public static ProcessorTime Of(IEnumerable<int> processes)
    {
        var (user, system) = (0.0, 0.0);
        foreach (var process in processes)
        {
            // Behind the name, which may hold anything but ends with the last parenthesis (proc_pid_stat(5)).
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            user += double.Parse(fields[11], CultureInfo.InvariantCulture) / TicksPerSecond;
            system += double.Parse(fields[12], CultureInfo.InvariantCulture) / TicksPerSecond;
        }
        return new ProcessorTime(user, system);
    }
}
