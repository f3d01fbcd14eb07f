using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Scenarios;

/// <summary>How a scenario is run. What is null is the scenario's own choice.</summary>
/// <param name="Pairs">How often all servers take their turns; 9 give a median with an interval of 96 %.</param>
/// <param name="Seconds">Length of a window.</param>
/// <param name="Connections">Clients, instead of each number that the scenario has.</param>
/// <param name="Rate">Events a second.</param>
/// <param name="With">Servers by name; <see cref="All"/>: the scenario's own and every peer.</param>
/// <param name="Processors">Where servers and clients run.</param>
/// <param name="Folder">Where results go.</param>
/// <param name="Command">How it was asked for.</param>
internal sealed record RunOptions(
    int Pairs,
    double? Seconds,
    int? Connections,
    double? Rate,
    IReadOnlyList<string> With,
    Processors Processors,
    string Folder,
    string Command)
{
    public const string All = "all";

    /// <summary>
    /// The servers that were asked for, or else these; those that cannot run here are told and left out.
    /// </summary>
    public IReadOnlyList<IContender> Contenders(params IEnumerable<string> usual)
    {
        var contenders = new List<IContender>();
        var names = With switch
        {
            [] => usual,
            [All] => usual.Concat(AllContenders.Peers).Distinct(),
            _ => With,
        };
        foreach (var contender in names.Select(AllContenders.Named))
        {
            if (contender.Missing is { } missing)
                Console.WriteLine($"{contender.Name} is left out: {missing}");
            else
                contenders.Add(contender);
        }
        return contenders;
    }
}
