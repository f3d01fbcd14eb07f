using System.Diagnostics;
using System.Globalization;

namespace Fanout.Fuzz.Engine;

/// <summary>What afl-fuzz found for one target.</summary>
/// <param name="Target">Which.</param>
/// <param name="Statistics">What it says of itself (<c>fuzzer_stats</c>).</param>
/// <param name="Findings">Paths of inputs that crashed, hung, or ended the program.</param>
/// <param name="Trouble">Why it ended before its time; null: it did not.</param>
internal sealed record AflRun(
    FuzzTarget Target, IReadOnlyDictionary<string, string> Statistics, IReadOnlyList<string> Findings, string? Trouble)
{
    /// <summary>Of the input that ran when the program ended: a stack that overflows, or the engine that gave it up, ends it.</summary>
    public const string LastName = "last-input";

    private const int HangMs = 10_000; // a thousand times what the longest input takes
    private const int StartMs = 120_000; // of a process that is compiled as it runs, on a machine that has other things to do
    private const int LogLinesShown = 20;

    private static readonly (string Name, string Value)[] Environment =
    [
        ("AFL_NO_UI", "1"),
        ("AFL_SKIP_BIN_CHECK", "1"), // the program is dotnet, which knows nothing of AFL
        ("AFL_SKIP_CPUFREQ", "1"),
        ("AFL_NO_AFFINITY", "1"), // it has other things to do
        ("AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES", "1"), // the program tells of its exceptions itself
        ("AFL_FORKSRV_INIT_TMOUT", StartMs.ToString(CultureInfo.InvariantCulture)),
        ("DOTNET_gcServer", "0"),
    ];

    public string Row =>
        $"{Target.Name,-14}{Value("execs_done"),12}{Value("execs_per_sec"),10}{Value("edges_found"),8}{Value("corpus_count"),8}{Value("saved_crashes"),9}{Value("saved_hangs"),7}";

    public static AflRun Of(FuzzTarget target, string program, TimeSpan time)
    {
        var folder = Path.Combine(Corpus.Artifacts, target.Name);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var exitCode = Start(target, program, folder, time);
        var output = Path.Combine(folder, "default");
        List<string> findings = [.. FilesIn(output, "crashes"), .. FilesIn(output, "hangs")];
        var last = Path.Combine(output, ".cur_input");
        if (exitCode != 0 && File.Exists(last))
        {
            var copy = Path.Combine(folder, LastName);
            File.Copy(last, copy);
            findings.Add(copy);
        }
        return new AflRun(target, Read(Path.Combine(output, "fuzzer_stats")), findings, exitCode == 0 ? null : $"afl-fuzz ended with {exitCode}:\n{LogEnd(folder)}");
    }

    private static int Start(FuzzTarget target, string program, string folder, TimeSpan time)
    {
        var start = new ProcessStartInfo("afl-fuzz")
        {
            ArgumentList =
            {
                "-i", Corpus.FolderOf(target), "-o", folder, "-x", Corpus.DictionaryOf(target),
                "-V", Math.Max(1, (int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture),
                "-t", HangMs.ToString(CultureInfo.InvariantCulture), "-m", "none",
                "-G", target.SizeMax.ToString(CultureInfo.InvariantCulture),
                "--", "dotnet", program, "run", target.Name,
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        using var log = TextWriter.Synchronized(File.CreateText(LogOf(folder)));
        using var process = Process.Start(start)!;
        void End(object? sender, EventArgs e) => process.Kill(entireProcessTree: true);
        AppDomain.CurrentDomain.ProcessExit += End;
        process.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        AppDomain.CurrentDomain.ProcessExit -= End;
        return process.ExitCode;
    }

    private string Value(string name) => Statistics.GetValueOrDefault(name, "?");

    private static Dictionary<string, string> Read(string path) => !File.Exists(path) ? [] : File.ReadLines(path)
        .Select(static line => line.Split(':', 2, StringSplitOptions.TrimEntries))
        .Where(static parts => parts.Length == 2)
        .ToDictionary(static parts => parts[0], static parts => parts[1]);

    private static IEnumerable<string> FilesIn(string output, string folder)
    {
        var path = Path.Combine(output, folder);
        return Directory.Exists(path) ? Directory.GetFiles(path, "id*").Order(StringComparer.Ordinal) : [];
    }

    private static string LogOf(string folder) => Path.Combine(folder, "afl-fuzz.log");

    private static string LogEnd(string folder) => string.Join('\n', File.ReadLines(LogOf(folder)).TakeLast(LogLinesShown));
}
