using System.Globalization;

namespace Fanout.Server.Admission;

/// <summary>How many connections the process may hold by what the system allows it.</summary>
internal static class DescriptorLimit
{
    /// <summary>Where the system sets no limit that we can read; memory ends first.</summary>
    public const int ConnectionsMaxUnlimited = 1_000_000;

    private const int ReservePart = 32; // of all descriptors, kept for requests over HTTP, feeds, and the log's files
    private const int ReserveMin = 256;

    private const string HeldFolder = "/proc/self/fd";
    private const string LimitsFile = "/proc/self/limits";
    private const string LimitName = "Max open files";

    /// <summary>The connections that the descriptors of this process leave room for.</summary>
    public static int ConnectionsMax() => ConnectionsMax(Now());

    /// <summary>
    /// All descriptors but a 32nd part, or but 256 where that is more; half of them where they are so few.
    /// </summary>
    public static int ConnectionsMax(long? descriptorsMax)
    {
        if (descriptorsMax is not { } limit)
            return ConnectionsMaxUnlimited;
        var left = Math.Max(limit - Math.Max(limit / ReservePart, ReserveMin), limit / 2);
        return (int)Math.Clamp(left, 1, ConnectionsMaxUnlimited);
    }

    /// <summary>The connections that may be accepted at a time, readers' among them.</summary>
    public static int SocketsMax() => SocketsMax(Now(), Directory.Exists(HeldFolder) ? Directory.GetFileSystemEntries(HeldFolder).Length : 0);

    /// <summary>
    /// All descriptors but those that the process holds as it starts, and 256 for what it opens itself later; half of the
    /// rest where that is so little.
    /// </summary>
    /// <param name="descriptorsMax">All of them; null: there is no limit.</param>
    /// <param name="held">What the process holds already: some 300, most of them its own libraries, each twice.</param>
    public static int SocketsMax(long? descriptorsMax, int held)
    {
        var free = (descriptorsMax ?? int.MaxValue) - held;
        var left = Math.Max(free - ReserveMin, free / 2);
        return (int)Math.Clamp(left, 1, ConnectionsMaxUnlimited + (ConnectionsMaxUnlimited / ReservePart));
    }

    private static long? Now() => File.Exists(LimitsFile) ? Read(File.ReadLines(LimitsFile)) : null;

    /// <summary>The limit that holds now, of lines as <c>/proc/self/limits</c> has them; null: there is none.</summary>
    public static long? Read(IEnumerable<string> lines)
    {
        var line = lines.FirstOrDefault(static line => line.StartsWith(LimitName, StringComparison.Ordinal));
        var soft = line?[LimitName.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
