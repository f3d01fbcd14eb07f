using System.Text;

namespace Fanout.Build;

/// <summary>Something that can be asked for by name, and what runs before it.</summary>
internal sealed record Target(string Name, string Description, IReadOnlyList<string> DependsOn, Func<Task> Action);

/// <summary>All targets, and the order in which some of them have to run.</summary>
internal sealed class TargetGraph
{
    private readonly Dictionary<string, Target> _targets = [];

    /// <exception cref="ArgumentException">There is a target of that name.</exception>
    public void Add(Target target) => _targets.Add(target.Name, target);

    /// <summary>One line a target: its name, what it does, and what it runs first.</summary>
    public string Describe()
    {
        var width = _targets.Keys.Max(name => name.Length);
        var lines = new StringBuilder();
        foreach (var target in _targets.Values)
        {
            var first = target.DependsOn.Count == 0 ? "" : $" (after {string.Join(", ", target.DependsOn)})";
            lines.AppendLine($"{target.Name.PadRight(width)}  {target.Description}{first}");
        }

        return lines.ToString();
    }

    /// <summary>
    /// The named targets and all that they depend on: dependencies first, in the order in which they are listed,
    /// none twice.
    /// </summary>
    /// <exception cref="InvalidUsageException">A name is not known, or a target depends on itself.</exception>
    public IReadOnlyList<Target> Order(IEnumerable<string> names)
    {
        var ordered = new List<Target>();
        foreach (var name in names)
        {
            Visit(name, [], ordered);
        }

        return ordered;
    }

    private void Visit(string name, List<string> path, List<Target> ordered)
    {
        if (!_targets.TryGetValue(name, out var target))
        {
            var needed = path.Count == 0 ? "" : $", which '{path[^1]}' depends on";
            var known = string.Join(", ", _targets.Keys);
            throw new InvalidUsageException($"there is no target '{name}'{needed}; the targets are {known}");
        }

        if (path.Contains(name))
        {
            var circle = string.Join(" → ", path.SkipWhile(above => above != name));
            throw new InvalidUsageException($"targets depend on each other in a circle: {circle} → {name}");
        }

        if (ordered.Contains(target))
        {
            return;
        }

        path.Add(name);
        foreach (var dependency in target.DependsOn)
        {
            Visit(dependency, path, ordered);
        }

        path.RemoveAt(path.Count - 1);
        ordered.Add(target);
    }
}
