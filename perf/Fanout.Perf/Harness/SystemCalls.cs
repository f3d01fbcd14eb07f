using System.Diagnostics;
using System.Globalization;

namespace Fanout.Perf.Harness;

/// <summary>Counts the system calls of processes while something runs, by the kernel's trace points.</summary>
/// <remarks>
/// perf counts in the kernel and hardly slows anything down; strace would stop the process at every call.
/// </remarks>
internal static class SystemCalls
{
    private const string AllCalls = "raw_syscalls:sys_enter";

    private static readonly string[] Sends = ["sendto", "sendmsg", "sendmmsg", "write", "writev"];

    /// <summary>Whether they can be counted here.</summary>
    public static bool CanCount { get; } =
        Shell.Output("perf", "stat", "-e", AllCalls, "-x", ",", "true") is not null;

    /// <summary>All calls, and those that send, while <paramref name="action"/> ran.</summary>
    public static async Task<(double All, double Sends)> CountAsync(IReadOnlyList<int> processes, Func<Task> action)
    {
        var events = string.Join(',', Sends.Select(static name => $"syscalls:sys_enter_{name}").Prepend(AllCalls));
        using var perf = Process.Start(new ProcessStartInfo(
            "perf", ["stat", "-x", ",", "-e", events, "-p", string.Join(',', processes), "--", "cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        // perf attaches before it starts cat, which ends when its input does: no signal, no waiting.
        await perf.StandardInput.WriteLineAsync("attached");
        await perf.StandardInput.FlushAsync();
        await perf.StandardOutput.ReadLineAsync();
        await action();
        perf.StandardInput.Close();
        var report = await perf.StandardError.ReadToEndAsync();
        await perf.WaitForExitAsync();
        var counts = report.Split('\n')
            .Select(static line => line.Split(','))
            .Where(static fields => fields.Length > 2 && fields[2].Contains("sys_enter", StringComparison.Ordinal))
            .ToDictionary(static fields => fields[2], static fields => Count(fields[0]));
        var all = counts[AllCalls];
        return (all, counts.Values.Sum() - all);
    }

    private static double Count(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var count) ? count : 0;
}
