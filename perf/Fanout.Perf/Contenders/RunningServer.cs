using Fanout.Perf.Harness;

namespace Fanout.Perf.Contenders;

/// <summary>A server that listens.</summary>
/// <param name="Commanded">
/// The process that publishes when it is told to; where it is not the server, it publishes to it.
/// </param>
/// <param name="Processes">The processes that are measured.</param>
/// <param name="Others">What else was started, in the order in which it is to end.</param>
internal sealed record RunningServer(
    Child Commanded, IReadOnlyList<int> Processes, params IReadOnlyList<IAsyncDisposable> Others) : IAsyncDisposable
{
    /// <summary>
    /// Whether making an event takes so long that a schedule is prepared before it begins; others make a text.
    /// </summary>
    public bool Prepares { get; init; }

    public async ValueTask DisposeAsync()
    {
        await Commanded.DisposeAsync();
        foreach (var other in Others)
            await other.DisposeAsync();
    }

    /// <summary>A server that is one process and publishes itself.</summary>
    public static async Task<RunningServer> StartAsync(
        string name, string? processors, string program, params IEnumerable<string> arguments)
    {
        var child = Child.Start(name, processors, program, arguments);
        await child.ExpectAsync("ready");
        return new RunningServer(child, [child.Id]);
    }
}
