using Fanout.Perf.Results;

namespace Fanout.Perf.Scenarios;

/// <summary>Something that is measured, asked for by name.</summary>
internal interface IScenario
{
    string Name { get; }

    /// <summary>What it shows, as the title of its results.</summary>
    string Title { get; }

    /// <summary>How long it takes, about.</summary>
    double Seconds(RunOptions options);

    Task RunAsync(RunOptions options, Report report);
}
