using System.ComponentModel;
using System.Globalization;

namespace Fanout.Fuzz.Engine;

/// <summary>One target after another under afl-fuzz, and a table of what came of it.</summary>
internal static class AflSearch
{
    public const double MinutesUsual = 5;

    /// <returns>0: nothing was found.</returns>
    public static int Run(IReadOnlyList<FuzzTarget> targets, TimeSpan time)
    {
        Directory.CreateDirectory(Corpus.Artifacts);
        var program = Instrumented.CopyTo(Path.Combine(Corpus.Artifacts, "program"));
        var each = time / targets.Count;
        Console.WriteLine($"{targets.Count} targets, {each.TotalSeconds:0} s each");
        Console.WriteLine($"{"target",-14}{"executions",12}{"a second",10}{"edges",8}{"inputs",8}{"crashes",9}{"hangs",7}");
        var failed = 0;
        foreach (var target in targets)
        {
            if (Started(target, program, each) is not { } run) return 1;
            Console.WriteLine(run.Row);
            if (run.Findings.Count == 0 && run.Trouble is null) continue;
            failed++;
            Tell(run);
        }
        Console.WriteLine(failed == 0 ? "nothing was found" : $"{failed} of {targets.Count} targets have findings: {Corpus.Artifacts}");
        return failed == 0 ? 0 : 1;
    }

    private static AflRun? Started(FuzzTarget target, string program, TimeSpan time)
    {
        try
        {
            return AflRun.Of(target, program, time);
        }
        catch (Win32Exception missing)
        {
            Console.WriteLine($"afl-fuzz could not be started: {missing.Message}. It is in the package afl++ of Debian and Ubuntu.");
            return null;
        }
    }

    /// <summary>Each finding once more, without the engine, for its message.</summary>
    private static void Tell(AflRun run)
    {
        if (run.Trouble is not null) Console.WriteLine(run.Trouble);
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in run.Findings)
        {
            if (Path.GetFileName(path).StartsWith(AflRun.LastName, StringComparison.Ordinal))
            {
                Console.WriteLine($"{path}: what ran when the program ended; look at it with replay"); // it would end us, too
                continue;
            }
            var finding = Finding.Of(run.Target, File.ReadAllBytes(path));
            if (finding is null) Console.WriteLine($"{path}: all holds now; it took too long, or depends on what came before");
            else if (kinds.Add(finding.Kind)) Console.WriteLine($"{path}: {finding.Text}");
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Findings.Count} files, {kinds.Count} kinds"));
    }
}
