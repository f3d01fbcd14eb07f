using System.Globalization;

namespace Fanout.Perf.Logs;

/// <summary>What a Redis has counted since it began.</summary>
/// <param name="Scripts">Scripts that were run, whatever for.</param>
/// <param name="Appends">Those that appended: each publishes one hint, and nothing else does.</param>
/// <param name="MemoryBytes">Memory of data, <c>used_memory</c>.</param>
/// <param name="Commands">All commands, those that scripts run among them.</param>
/// <param name="OutputBytes">What it sent to its clients.</param>
internal readonly record struct RedisCounts(
    double Scripts, double Appends, double MemoryBytes, double Commands, double OutputBytes)
{
    public static RedisCounts operator -(RedisCounts left, RedisCounts right) => new(
        left.Scripts - right.Scripts,
        left.Appends - right.Appends,
        left.MemoryBytes - right.MemoryBytes,
        left.Commands - right.Commands,
        left.OutputBytes - right.OutputBytes);

    /// <summary>Reads the sections <c>commandstats</c>, <c>memory</c> and <c>stats</c> of <c>INFO</c>.</summary>
    public static RedisCounts Read(string commandStats, string memory, string stats) => new(
        Calls(commandStats, "evalsha") + Calls(commandStats, "eval"),
        Calls(commandStats, "spublish"),
        Number(memory, "used_memory:", '\r'),
        Number(stats, "total_commands_processed:", '\r'),
        Number(stats, "total_net_output_bytes:", '\r'));

    private static double Calls(string stats, string command) => Number(stats, $"cmdstat_{command}:calls=", ',');

    /// <summary>0 for what was never counted.</summary>
    private static double Number(string text, string name, char end)
    {
        var at = text.IndexOf(name, StringComparison.Ordinal);
        if (at < 0)
            return 0;
        var from = at + name.Length;
        return double.Parse(text[from..text.IndexOf(end, from)], CultureInfo.InvariantCulture);
    }
}
