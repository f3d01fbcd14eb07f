using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace Architecture.Tests;

/// <summary>The compiled types and what they depend on. Reading them takes seconds, so it is done once.</summary>
public sealed class Product
{
    private static readonly string[] Assemblies = ["Fanout.Protocol", "Fanout.Log", "Fanout.Ingest", "Fanout.Server"];

    private readonly IReadOnlyList<IType> _types =
        [.. new ArchLoader().LoadAssemblies([.. Assemblies.Select(Assembly.Load)]).Build().Types];

    /// <summary>A line for each dependency of <paramref name="part"/> on something in <paramref name="barred"/>.</summary>
    /// <param name="part">A namespace with those below it, as every name here may be.</param>
    /// <param name="except">What is allowed though it lies in <paramref name="barred"/>.</param>
    internal IEnumerable<string> Dependencies(string part, string[] barred, params string[] except)
    {
        var violations =
            from type in TypesOf(part)
            from dependency in type.Dependencies
            let target = dependency.Target
            where IsInAny(target, barred) && !IsInAny(target, except)
            select $"{type.FullName} depends on {target.FullName}";
        return violations.Distinct();
    }

    /// <exception cref="InvalidOperationException">There is no such type: a rule would say nothing.</exception>
    private List<IType> TypesOf(string part)
    {
        var types = _types.Where(type => IsInAny(type, part)).ToList();
        return types.Count > 0 ? types : throw new InvalidOperationException($"there is no type in {part}");
    }

    private static bool IsInAny(IType type, params string[] names) => names.Any(name =>
        type.FullName == name || type.FullName.StartsWith($"{name}.", StringComparison.Ordinal));
}
