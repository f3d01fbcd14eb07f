using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Fanout.Build;

/// <summary>
/// Runs test projects and sums what they report. A failed test does not end the build: whoever asked for all tests
/// hears of all failures, and <see cref="Total"/> decides how the build ends.
/// </summary>
internal sealed class TestRuns
{
    /// <summary>A project that has not ended by then hangs: the longest takes ten minutes on two shared processors.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(20);

    /// <summary>The same for what is only run when asked for.</summary>
    public static readonly TimeSpan LongTimeMax = TimeSpan.FromHours(2);

    /// <summary>A test that takes longer is named while it runs: where one hangs, the log says which.</summary>
    private const int LongTestSeconds = 120;

    public TestTally Total { get; private set; }

    public bool HaveRun => Total != default;

    /// <summary>Runs built xunit projects one after the other: each uses all cores by itself.</summary>
    public async Task RunAsync(
        IEnumerable<string> projects, string configuration, TimeSpan timeMax, params IReadOnlyList<string> more)
    {
        foreach (var project in projects)
        {
            var name = Path.GetFileNameWithoutExtension(project);
            var program = Path.Combine(Path.GetDirectoryName(project)!, "bin", configuration, "net10.0", $"{name}.dll");
            await RunAsync($"{name}.{configuration}", "dotnet", report =>
            [
                program, "-noLogo", "-noColor", "-noAutoReporters", "-reporter", "quiet",
                "-longRunning", LongTestSeconds.ToString(CultureInfo.InvariantCulture), "-diagnostics", "-result-junit", report, .. more,
            ], timeMax);
        }
    }

    /// <summary>Runs one program; told a path, its <paramref name="arguments"/> make it write a JUnit report there.</summary>
    public async Task RunAsync(string name, string program, Func<string, string[]> arguments, TimeSpan timeMax)
    {
        var report = Repository.PathOf("artifacts", "tests", $"{name}.xml");
        Directory.CreateDirectory(Path.GetDirectoryName(report)!);
        File.Delete(report);
        var tally = Judge(name, await EndAsync(program, arguments(report), timeMax), report);
        Console.WriteLine($"{name}: {tally}");
        Total += tally;
    }

    private static async Task<string?> EndAsync(string program, string[] arguments, TimeSpan timeMax)
    {
        try
        {
            var exitCode = await Command.ExitCodeAsync(program, arguments, timeMax);
            return exitCode == 0 ? null : $"ended with code {exitCode}";
        }
        catch (CommandFailedException e)
        {
            return e.Message;
        }
    }

    /// <summary>What the report says. A run that fails without a failed test, or has none, counts as one failure.</summary>
    private static TestTally Judge(string name, string? trouble, string report)
    {
        var tally = default(TestTally);
        try
        {
            tally = TestTally.Count(XDocument.Load(report));
            trouble = tally == default ? trouble ?? "no tests found" : trouble;
        }
        catch (Exception e) when (e is XmlException or IOException)
        {
            trouble ??= $"its report cannot be read: {e.Message}";
        }

        if (trouble is null || tally.Failed > 0)
        {
            return tally;
        }

        Console.Error.WriteLine($"{name}: {trouble}");
        return tally + new TestTally(0, 1, 0);
    }
}
