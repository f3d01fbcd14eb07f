using System.CommandLine;
using System.Globalization;
using Fanout.Fuzz.Engine;

namespace Fanout.Fuzz;

/// <summary>What can be asked for on the command line.</summary>
internal static class Commands
{
    private const int MutationsUsual = 20_000;

    public static Command List()
    {
        var command = new Command("list", "The targets.");
        command.SetAction(static _ =>
        {
            foreach (var target in AllTargets.List)
                Console.WriteLine($"{target.Name,-14}{target.About}; at most {target.SizeMax.ToString(CultureInfo.InvariantCulture)} bytes");
        });
        return command;
    }

    public static Command Replay()
    {
        var name = new Argument<string>("target");
        var paths = new Argument<string[]>("path") { Arity = ArgumentArity.OneOrMore, Description = "Files, and folders of them." };
        var command = new Command("replay", "Runs files through a target; needs no engine.") { name, paths };
        command.SetAction(parsed =>
        {
            var target = AllTargets.Named(parsed.GetRequiredValue(name));
            var failed = 0;
            foreach (var path in parsed.GetRequiredValue(paths).SelectMany(FilesOf))
            {
                var finding = Finding.Of(target, File.ReadAllBytes(path));
                Console.WriteLine(finding is null ? $"{path}: all holds" : $"{path}: {finding.Text}");
                if (finding is not null) failed++;
            }
            return failed == 0 ? 0 : 1;
        });
        return command;
    }

    public static Command Mutate()
    {
        var name = new Argument<string>("target");
        var count = new Option<int>("--count") { DefaultValueFactory = static _ => MutationsUsual };
        var seed = new Option<int>("--seed") { DefaultValueFactory = static _ => 1, Description = "Number of the first one." };
        var command = new Command("mutate", "Runs inputs made of the corpus by chance through a target; needs no engine.") { name, count, seed };
        command.SetAction(parsed =>
        {
            var run = MutationRun.Of(AllTargets.Named(parsed.GetRequiredValue(name)), parsed.GetValue(seed), parsed.GetValue(count));
            Console.WriteLine(run.ToString());
            return run.Findings.Count == 0 ? 0 : 1;
        });
        return command;
    }

    public static Command Seeds()
    {
        var command = new Command("seeds", "Writes those files of the corpora that are made of Fanout.Protocol/vectors.");
        command.SetAction(static _ => VectorSeeds.Write());
        return command;
    }

    public static Command Run()
    {
        var name = new Argument<string>("target");
        var command = new Command("run", "Reads inputs as afl-fuzz brings them; without it, one from standard input.") { name };
        command.SetAction(parsed => Instrumented.Run(AllTargets.Named(parsed.GetRequiredValue(name))));
        return command;
    }

    public static Command Search()
    {
        var names = new Argument<string[]>("target") { Arity = ArgumentArity.ZeroOrMore, Description = "All, where none is named." };
        var minutes = new Option<double>("--minutes")
        {
            DefaultValueFactory = static _ => AflSearch.MinutesUsual,
            Description = "For all targets together.",
        };
        var command = new Command("search", "Lets afl-fuzz look for inputs that reach what none has reached.") { names, minutes };
        command.SetAction(parsed =>
        {
            var named = parsed.GetRequiredValue(names);
            var targets = named.Length == 0 ? AllTargets.List : [.. named.Select(AllTargets.Named)];
            return AflSearch.Run(targets, TimeSpan.FromMinutes(parsed.GetValue(minutes)));
        });
        return command;
    }

    private static IEnumerable<string> FilesOf(string path) =>
        Directory.Exists(path) ? Directory.GetFiles(path).Order(StringComparer.Ordinal) : [path];
}
