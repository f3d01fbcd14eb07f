using System.Diagnostics;
using System.Globalization;

namespace Fanout.Services.Processes;

/// <summary>
/// A wall clock of a process that tests set, by libfaketime. Its timers go by the monotonic clock, which stays as it is.
/// </summary>
/// <param name="folder">Where the time stands, for the process to read.</param>
public sealed class ShiftedClock(string folder)
{
    /// <summary>
    /// Debian's Redis takes its memory from jemalloc, which asks for the time before libfaketime has found the real clock,
    /// for which it needs memory: neither gets on. With the C library's debugging allocator in between both do.
    /// </summary>
    private const string Allocator = "libc_malloc_debug.so.0";

    private const string Preload = "LD_PRELOAD";

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

    /// <summary>The variables by which a program goes by this clock.</summary>
    /// <param name="usesJemalloc">Whether it does not take its memory from the C library.</param>
    public IReadOnlyDictionary<string, string> Variables(bool usesJemalloc = false) => new Dictionary<string, string>
    {
        [Preload] = usesJemalloc ? $"{Allocator} {Library}" : $"{Library}",
        ["FAKETIME_TIMESTAMP_FILE"] = _file,
        ["FAKETIME_CACHE_DURATION"] = "1", // seconds; the least that it takes
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
    };

    /// <summary>Whether a program is started with a clock of this kind.</summary>
    internal static bool IsGivenTo(ProcessStartInfo start) =>
        Library is not null && start.Environment.TryGetValue(Preload, out var libraries)
        && libraries!.Contains(Library, StringComparison.Ordinal);

    /// <summary>Removes what libfaketime leaves in shared memory when its process is killed.</summary>
    internal static void CleanUpAfter(int processId)
    {
        File.Delete($"/dev/shm/sem.faketime_sem_{processId}");
        File.Delete($"/dev/shm/faketime_shm_{processId}");
    }
}
