using System.Runtime.InteropServices;

namespace Fanout.Perf.Harness;

/// <summary>Where and of what a result was measured.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var model = Line("/proc/cpuinfo", "model name")?.Split(':')[^1].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
        return $"{Environment.ProcessorCount} × {model}, {memory} GiB";
    }

    public static string Kernel() =>
        $"{RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}, "
        + RuntimeInformation.FrameworkDescription;

    /// <summary>The commit, with a plus where files differ from it.</summary>
    public static string Commit()
    {
        var commit = Shell.Output("git", "rev-parse", "--short=12", "HEAD") ?? "unknown";
        var changed = Shell.Output("git", "status", "--porcelain", "--untracked-files=no") is { Length: > 0 };
        return changed ? commit + "+" : commit;
    }

    private static string? Line(string file, string start) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal))
        : null;
}
