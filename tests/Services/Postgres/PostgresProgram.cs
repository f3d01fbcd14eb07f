using Fanout.Services.Processes;

namespace Fanout.Services.Postgres;

/// <summary>The PostgreSQL of the machine: a folder of programs, which Debian does not put on <c>PATH</c>.</summary>
public static class PostgresProgram
{
    private const string DebianFolder = "/usr/lib/postgresql"; // a folder for each major version

    private static readonly Lazy<string?> Lack = new(FindLack);

    /// <summary>Why no PostgreSQL can be started here, or <see langword="null"/> where it can.</summary>
    public static string? Absence => Lack.Value;

    /// <summary>
    /// Numbers of who runs it, and of his group: it refuses to run as root. <see langword="null"/>: whoever runs the test.
    /// </summary>
    internal static (string User, string Group)? Runner { get; } = Environment.IsPrivilegedProcess ? FindRunner() : null;

    private static string? Folder { get; } = FindFolder();

    /// <summary>Skips the test where there is none; on CI, where there must be one, it fails.</summary>
    public static void Require()
    {
        if (Absence is null)
            return;
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(Absence);
        Assert.Skip(Absence);
    }

    internal static string PathOf(string program) => Path.Combine(Folder!, program);

    private static string? FindLack()
    {
        if (!OperatingSystem.IsLinux())
            return "tests start PostgreSQL on Linux only";
        if (Folder is null)
            return "PostgreSQL is not installed (./build.sh setup)";
        return LifeLine.IsAvailable ? null : "setpriv of util-linux is missing: a PostgreSQL could outlive its test";
    }

    private static string? FindFolder()
    {
        var folders = Directory.Exists(DebianFolder)
            ? Directory.EnumerateDirectories(DebianFolder).OrderByDescending(static folder => folder, StringComparer.Ordinal)
            : Enumerable.Empty<string>();
        return folders.Select(static folder => Path.Combine(folder, "bin"))
            .FirstOrDefault(static folder => File.Exists(Path.Combine(folder, "initdb")))
            ?? Path.GetDirectoryName(MachineProgram.Find("initdb"));
    }

    /// <summary>The package has a user of its own; elsewhere it is nobody.</summary>
    private static (string User, string Group) FindRunner()
    {
        var users = File.ReadLines("/etc/passwd").Select(static line => line.Split(':')).ToList();
        var runner = users.Find(static user => user[0] == "postgres") ?? users.Find(static user => user[0] == "nobody")!;
        return (runner[2], runner[3]);
    }
}
