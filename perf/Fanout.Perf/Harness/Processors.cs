namespace Fanout.Perf.Harness;

/// <summary>Which processors a server and its clients run on, as taskset takes them; null: any.</summary>
internal readonly record struct Processors(string? Server, string? Load)
{
    /// <summary>
    /// The server alone on the first processor, so that a figure per processor second means the same for all; clients
    /// on the others.
    /// </summary>
    public static Processors Apart => CanPin
        ? new("0", Environment.ProcessorCount == 2 ? "1" : $"1-{Environment.ProcessorCount - 1}")
        : default;

    private static bool CanPin =>
        Environment.ProcessorCount > 1 && OperatingSystem.IsLinux() && Shell.Has("taskset");
}
