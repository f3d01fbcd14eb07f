using System.Text.RegularExpressions;
using Fanout.Services.Processes;

namespace Fanout.Services.Redis;

/// <summary>The <c>redis-server</c> of the machine.</summary>
public static partial class RedisProgram
{
    public const string Name = "redis-server";

    private static readonly Version VersionMin = new(7, 0); // what the product asks for

    private static readonly Lazy<string?> Lack = new(FindLack);

    /// <summary>Why no Redis can be started here, or <see langword="null"/> where it can.</summary>
    public static string? Absence => Lack.Value;

    [GeneratedRegex(@"v=(?<version>\d+\.\d+)")]
    private static partial Regex VersionPattern { get; }

    /// <summary>Skips the test where there is no Redis; on CI, where there must be one, it fails.</summary>
    public static void Require() => Insist(Absence);

    /// <summary>The same for one whose clock can be shifted.</summary>
    public static void RequireShiftedClock() => Insist(Absence ?? ShiftedClock.Absence);

    private static void Insist(string? absence)
    {
        if (absence is null)
            return;
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(absence);
        Assert.Skip(absence);
    }

    private static string? FindLack()
    {
        if (!OperatingSystem.IsLinux())
            return "tests start Redis on Linux only";
        if (MachineProgram.Find(Name) is null)
            return $"{Name} is not installed (./build.sh setup)";
        if (!LifeLine.IsAvailable)
            return "setpriv of util-linux is missing: a Redis could outlive its test";
        var output = MachineProgram.OutputOf(Name, "--version");
        var version = VersionPattern.Match(output).Groups["version"].Value;
        return Version.TryParse(version, out var found) && found >= VersionMin
            ? null
            : $"{Name} {VersionMin} or newer is needed, this is '{output.Trim()}'";
    }
}
