namespace Fanout.Server.Composition;

/// <summary>
/// How many workers the thread pool has at least. With one, as the runtime decides on one processor, the pool of .NET 10 now and
/// then misses that work came while its worker went to sleep (dotnet/runtime issues 99896 and 128879), and stands still until
/// its watch finds that half a second later; and whatever blocks for a moment, as reading a file does, stops all else.
/// </summary>
/// <remarks>
/// Seen as 0.6 to 0.9 s without an event, several times a minute, of processes that had one processor, each time after the
/// pool's search for a better number (hill climbing) had come to one; with that off, or with two and more, in no run. It is off as
/// well, in the project file: it woke workers twice as often for the same work.
/// </remarks>
internal static class WorkerThreads
{
    /// <summary>Fewest that showed nothing, and two to spare for what blocks.</summary>
    public const int CountMin = 4;

    /// <summary>Raises the least number of workers to <see cref="CountMin"/>; more, as on larger machines, stay.</summary>
    public static void Keep()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, CountMin), completions);
    }
}
