namespace Fanout.Perf.Harness;

/// <summary>Our own programs in C, compiled on this machine by its own compiler, into artifacts/perf.</summary>
internal static class Native
{
    private static readonly string[] Flags = ["-std=gnu17", "-O2", "-Wall", "-Wextra", "-pthread"];

    public static string Floor { get; } = Repository.PathOf("artifacts", "perf", "floor");

    public static string Load { get; } = Repository.PathOf("artifacts", "perf", "load");

    /// <exception cref="HarnessException">There is no compiler, or it refuses.</exception>
    public static void Compile()
    {
        Directory.CreateDirectory(Repository.PathOf("artifacts", "perf"));
        Shell.Run("cc", [.. Flags, "-o", Floor, .. Sources("floor"), .. Sources("wire")]);
        Shell.Run("cc", [.. Flags, "-o", Load, .. Sources("load"), .. Sources("wire")]);
    }

    private static string[] Sources(string folder) => Directory.GetFiles(Repository.PathOf("perf", folder), "*.c");
}
