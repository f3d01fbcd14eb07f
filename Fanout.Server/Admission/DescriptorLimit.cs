using System.Globalization;

namespace Fanout.Server.Admission;

/// <summary>How many connections the process may hold by what the system allows it.</summary>
internal static class DescriptorLimit
{
    /// <summary>Where the system sets no limit that we can read; memory ends first.</summary>
    public const int ConnectionsMaxUnlimited = 1_000_000;

    private const int ReservePart = 32; // of all descriptors, kept for requests over HTTP, feeds, and the log's files
    private const int ReserveMin = 256;

    private const string LimitsFile = "/proc/self/limits";
    private const string LimitName = "Max open files";

    /// <summary>The connections that the descriptors of this process leave room for.</summary>
    public static int ConnectionsMax() =>
        ConnectionsMax(File.Exists(LimitsFile) ? Read(File.ReadLines(LimitsFile)) : null);

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

    /// <summary>The limit that holds now, of lines as <c>/proc/self/limits</c> has them; null: there is none.</summary>
    public static long? Read(IEnumerable<string> lines)
    {
        var line = lines.FirstOrDefault(static line => line.StartsWith(LimitName, StringComparison.Ordinal));
        var soft = line?[LimitName.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
