using System.Collections.Concurrent;
using System.Diagnostics;

namespace Fanout.Services.Processes;

/// <summary>
/// Starts processes that the kernel kills when this process ends, however it ends: a test host that is killed leaves
/// no server behind.
/// </summary>
/// <remarks>
/// <c>setpriv --pdeathsig</c> asks the kernel for a signal at the end of the <i>thread</i> that forked
/// (prctl(2), PR_SET_PDEATHSIG). A thread of the pool ends when it has been idle for a while, so one thread that lives
/// as long as the process starts them all. A watcher process in between lost: it is one more thing to be killed.
/// </remarks>
internal static class LifeLine
{
    private const string Program = "setpriv";

    private static readonly BlockingCollection<Action> Orders = [];

    static LifeLine() => new Thread(Work) { IsBackground = true, Name = "Starts services" }.Start();

    /// <summary>Whether the machine can do it. Elsewhere a killed host leaves what it started.</summary>
    public static bool IsAvailable { get; } = OperatingSystem.IsLinux() && MachineProgram.Find(Program) is not null;

    /// <summary>Starts it; process id and output are those of the program itself.</summary>
    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        if (IsAvailable)
            Tie(start);
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Orders.Add(() => Start(start, started));
        return started.Task;
    }

    private static void Tie(ProcessStartInfo start)
    {
        foreach (var (index, argument) in new[] { "--pdeathsig", "KILL", "--", start.FileName }.Index())
            start.ArgumentList.Insert(index, argument);
        start.FileName = Program;
    }

    private static void Work()
    {
        foreach (var order in Orders.GetConsumingEnumerable())
            order();
    }

    private static void Start(ProcessStartInfo start, TaskCompletionSource<Process> started)
    {
        try
        {
            started.SetResult(Process.Start(start)!);
        }
        catch (Exception e)
        {
            started.SetException(e); // whoever asked for it is told; the thread goes on
        }
    }
}
