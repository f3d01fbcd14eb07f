namespace Fanout.Perf.Driving;

/// <summary>What the runtime knows of its own process.</summary>
internal readonly record struct ProcessCounts(
    double UserSeconds, double SystemSeconds, long AllocatedBytes, int Gen0, int Gen1, int Gen2)
{
    public static ProcessCounts Now()
    {
        var cpu = Environment.CpuUsage;
        return new ProcessCounts(
            cpu.UserTime.TotalSeconds,
            cpu.PrivilegedTime.TotalSeconds,
            GC.GetTotalAllocatedBytes(precise: true),
            GC.CollectionCount(0),
            GC.CollectionCount(1),
            GC.CollectionCount(2));
    }

    /// <summary>
    /// The difference, by the names that a line of JSON has. Each generation counts those above it too.
    /// </summary>
    public IEnumerable<KeyValuePair<string, double>> Since(ProcessCounts begun) =>
    [
        new("userSeconds", UserSeconds - begun.UserSeconds),
        new("systemSeconds", SystemSeconds - begun.SystemSeconds),
        new("allocatedBytes", AllocatedBytes - begun.AllocatedBytes),
        new("gen0", Gen0 - begun.Gen0),
        new("gen1", Gen1 - begun.Gen1),
        new("gen2", Gen2 - begun.Gen2),
    ];
}
