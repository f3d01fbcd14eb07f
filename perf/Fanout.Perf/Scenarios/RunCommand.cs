using System.CommandLine;
using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;
using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary><c>run</c>: measures by scenario, and writes what it found.</summary>
internal static class RunCommand
{
    private static readonly IScenario[] All =
    [
        new OneAtATime(),
        new Saturation(),
        new SteadyState(),
        new IdleMemory(),
        new MassReconnect(),
        new StalledReaders(),
        new EngineAtScale(),
        new ManyNodes(),
        new WireBytes(),
        new AdapterReading(),
        new AbusedServer(),
        new LogLatency(),
        new LogWriting(),
        new LogFollowing(),
        new LogSkew(),
        new LogCatchingUp(),
    ];

    private static string Names => string.Join(", ", All.Select(static scenario => scenario.Name));

    public static Command Create()
    {
        var names = new Argument<string[]>("scenario")
        {
            Description = Names + "; none: all of them",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var pairs = new Option<int?>("--pairs") { Description = "Rounds" };
        var peerRounds = new Option<int>("--peer-rounds")
        {
            Description = "Rounds that servers of others take part in",
            DefaultValueFactory = _ => 3,
        };
        var warm = new Option<double>("--warm")
        {
            Description = "Seconds that each server delivers before its first window",
            DefaultValueFactory = _ => 10,
        };
        var seconds = new Option<double?>("--seconds") { Description = "Length of a window" };
        var connections = new Option<int?>("--connections") { Description = "Clients" };
        var rate = new Option<double?>("--rate") { Description = "Events a second" };
        var with = new Option<string[]>("--with")
        {
            Description = "Servers, compared with the first of them: "
                + $"{string.Join(", ", AllContenders.Names)}; {RunOptions.All}",
            AllowMultipleArgumentsPerToken = true,
        };
        var unpinned = new Option<bool>("--unpinned") { Description = "Leaves it to the system where processes run" };
        var output = new Option<string>("--output")
        {
            Description = "Folder for results",
            DefaultValueFactory = _ => Repository.PathOf("perf", "results"),
        };
        var command = new Command("run", "Runs scenarios")
        {
            names, pairs, peerRounds, seconds, warm, connections, rate, with, unpinned, output,
        };
        command.SetAction(parsed =>
        {
            var options = new RunOptions
            {
                Pairs = parsed.GetValue(pairs),
                PeerRounds = parsed.GetValue(peerRounds),
                Seconds = parsed.GetValue(seconds),
                WarmSeconds = parsed.GetValue(warm),
                Connections = parsed.GetValue(connections),
                Rate = parsed.GetValue(rate),
                With = parsed.GetValue(with) ?? [],
                Processors = parsed.GetValue(unpinned) ? default : Processors.Apart,
                Folder = parsed.GetValue(output)!,
                Command = "Fanout.Perf " + string.Join(' ', parsed.Tokens),
            };
            return RunAsync(parsed.GetValue(names) ?? [], options);
        });
        return command;
    }

    private static async Task<int> RunAsync(string[] names, RunOptions options)
    {
        try
        {
            var scenarios = names.Length == 0 ? All : [.. names.Select(Named)];
            Native.Compile();
            foreach (var scenario in scenarios)
            {
                Console.WriteLine($"{scenario.Name}: about {Math.Ceiling(scenario.Seconds(options) / 60)} minutes");
                var report = new Report(scenario.Name, scenario.Title, options.Command);
                await scenario.RunAsync(options, report);
                Console.WriteLine(await File.ReadAllTextAsync(report.Write(options.Folder)));
            }
            DeliveryChart.Draw(options.Folder);
            return 0;
        }
        catch (HarnessException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    private static IScenario Named(string name) => Array.Find(All, scenario => scenario.Name == name)
        ?? throw new HarnessException(
            $"there is no scenario \"{name}\"; there are {Names}");
}
