using System.Diagnostics;
using System.Globalization;

namespace Fanout.Services.Redis;

/// <summary>
/// A wall clock of a server that tests set, by libfaketime. Timers of the server go by the monotonic clock, which stays as
/// it is.
/// </summary>
internal sealed class ShiftedClock(string folder)
{
    /// <summary>
    /// Debian's Redis takes its memory from jemalloc, which asks for the time before libfaketime has found the real clock,
    /// for which it needs memory: neither gets on. With the C library's debugging allocator in between both do.
    /// </summary>
    private const string Allocator = "libc_malloc_debug.so.0";

    private readonly string _file = Path.Combine(folder, "clock");

    /// <summary>Why a clock cannot be shifted here, or <see langword="null"/>.</summary>
    public static string? Absence => Library is null ? "libfaketime is not installed (./build.sh setup)" : null;

    private static string? Library { get; } =
        Directory.Exists("/usr/lib")
            ? Directory.EnumerateDirectories("/usr/lib", "*-linux-*")
                .Append("/usr/lib")
                .Select(static parent => Path.Combine(parent, "faketime", "libfaketimeMT.so.1"))
                .FirstOrDefault(File.Exists)
            : null;

    /// <summary>How far it is ahead; negative: behind. A process sees it within a second.</summary>
    public void Set(TimeSpan offset)
    {
        // Replaced as a whole: the server may be reading it.
        var next = $"{_file}.next";
        File.WriteAllText(next, offset.TotalSeconds.ToString("+0.000;-0.000", CultureInfo.InvariantCulture));
        File.Move(next, _file, overwrite: true);
    }

    /// <summary>The program to start will go by this clock.</summary>
    public void Give(ProcessStartInfo start)
    {
        start.Environment["LD_PRELOAD"] = $"{Allocator} {Library}";
        start.Environment["FAKETIME_TIMESTAMP_FILE"] = _file;
        start.Environment["FAKETIME_CACHE_DURATION"] = "1"; // seconds; the least that it takes
        start.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
    }

    /// <summary>Removes what libfaketime leaves in shared memory when its process is killed.</summary>
    public static void CleanUpAfter(int processId)
    {
        File.Delete($"/dev/shm/sem.faketime_sem_{processId}");
        File.Delete($"/dev/shm/faketime_shm_{processId}");
    }
}
