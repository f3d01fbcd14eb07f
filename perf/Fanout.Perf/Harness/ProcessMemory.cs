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

    /// <summary>Memory of all TCP sockets of the machine, buffers included, in KiB.</summary>
    public static double OfSockets()
    {
        const int PageKib = 4;
        var words = LineOf(File.ReadAllLines("/proc/net/sockstat"), "TCP:").Split(' ');
        return PageKib * double.Parse(words[Array.IndexOf(words, "mem") + 1], CultureInfo.InvariantCulture);
    }

    private static double Value(string[] lines, string name) => double.Parse(
        LineOf(lines, name)[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private static string LineOf(string[] lines, string name) =>
        lines.First(line => line.StartsWith(name, StringComparison.Ordinal));
}
