namespace Fanout.Build;

/// <summary>
/// Stands in for Bullseye, which cannot be restored from the registries this project builds against today: the same
/// calls, and of its options only the one that lists. Delete it when the package can be had (docs/decisions/0001).
/// </summary>
internal static class Targets
{
    private static readonly TargetGraph Graph = new();

    public static void Target(string name, string description, Func<Task> action) =>
        Target(name, description, [], action);

    public static void Target(string name, string description, IEnumerable<string> dependsOn) =>
        Target(name, description, dependsOn, static () => Task.CompletedTask);

    public static void Target(string name, string description, IEnumerable<string> dependsOn, Func<Task> action) =>
        Graph.Add(new Target(name, description, [.. dependsOn], action));

    /// <summary>
    /// Runs the named targets, each after what it depends on and none twice. Without a name it lists what there is.
    /// </summary>
    /// <exception cref="TargetFailedException">A target failed, and has said so; nothing ran after it.</exception>
    /// <exception cref="InvalidUsageException">A name is not known, or a target depends on itself.</exception>
    public static async Task RunTargetsWithoutExitingAsync(IReadOnlyCollection<string> args)
    {
        if (args.Count == 0 || args.Contains("--list"))
        {
            Console.Write(Graph.Describe());
            return;
        }

        foreach (var target in Graph.Order(args))
        {
            await RunAsync(target);
        }
    }

    private static async Task RunAsync(Target target)
    {
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            await target.Action();
        }
        catch (Exception e) when (e is CommandFailedException or ToolMissingException or IOException)
        {
            await Console.Error.WriteLineAsync($"{target.Name}: {e.Message}");
            throw new TargetFailedException($"target '{target.Name}' failed", e);
        }

        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine($"{target.Name}: finished after {seconds:0.0} s");
    }
}
