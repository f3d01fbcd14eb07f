using System.Globalization;

namespace Fanout.Perf.Harness;

/// <summary>Memory of a process in KiB, as the kernel counts it.</summary>
/// <param name="Resident">All of its pages that are in memory.</param>
/// <param name="PrivateDirty">Those that are its alone and not the same as on disk.</param>
internal readonly record struct ProcessMemory(double Resident, double PrivateDirty)
{
    public static ProcessMemory Of(int process)
    {
        var lines = File.ReadAllLines($"/proc/{process}/smaps_rollup");
        return new ProcessMemory(Value(lines, "Rss:"), Value(lines, "Private_Dirty:"));
    }

    /// <summary>The most that was in memory at once since the process began, or since <see cref="ForgetPeak"/>; KiB.</summary>
    public static double PeakOf(int process) => Value(File.ReadAllLines($"/proc/{process}/status"), "VmHWM:");

    /// <summary>From now on the peak counts anew.</summary>
    public static void ForgetPeak(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "5"); // proc_pid_clear_refs(5)

    /// <summary>Memory of all TCP sockets of the machine, buffers included, in KiB.</summary>
    public static double OfSockets()
    {
        const int PageKib = 4;
        var words = LineOf(File.ReadAllLines("/proc/net/sockstat"), "TCP:").Split(' ');
        return PageKib * Number(words[Array.IndexOf(words, "mem") + 1]);
    }

    /// <summary>
    /// Memory of the kernel's own objects that are in use (sockets, files, poll entries) on the whole machine, in KiB;
    /// NaN for who may not know (slabinfo(5) is for root).
    /// </summary>
    public static double OfKernel()
    {
        const int HeadLines = 2;
        try
        {
            return File.ReadLines("/proc/slabinfo").Skip(HeadLines)
                .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Sum(static words => Number(words[1]) * Number(words[3])) / 1024; // active objects, size of one
        }
        catch (UnauthorizedAccessException)
        {
            return double.NaN;
        }
    }

    /// <summary>Memory that programs could still have, in KiB.</summary>
    public static double Available() => Value(File.ReadAllLines("/proc/meminfo"), "MemAvailable:");

    private static double Value(string[] lines, string name) =>
        Number(LineOf(lines, name)[name.Length..].Replace("kB", "", StringComparison.Ordinal));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string LineOf(string[] lines, string name) =>
        lines.First(line => line.StartsWith(name, StringComparison.Ordinal));
}
