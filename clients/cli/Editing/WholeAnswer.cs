using System.Collections;
using System.Reflection;

namespace Fanout.Cli.Editing;

/// <summary>
/// Whether an answer has all that its type says: what reads JSON leaves null where a value is null or missing, and asks
/// nobody. Answers are small, and looked through once.
/// </summary>
internal static class WholeAnswer
{
    private const string OwnNames = "Fanout."; // what is made of nothing but such types and those of the framework

    /// <summary>Where something is missing, e.g. <c>names[2].sport</c>; <see langword="null"/>: nothing is.</summary>
    public static string? FindHole(object? answer) => Hole(answer, "", new NullabilityInfoContext());

    private static string? Hole(object? value, string place, NullabilityInfoContext nullability)
    {
        switch (value)
        {
            case null:
                return place.Length > 0 ? place : "the whole of it";
            case string:
                return null;
            case IEnumerable items:
                return items.Cast<object?>().Index()
                    .Select(item => Hole(item.Item, $"{place}[{item.Index}]", nullability)).FirstOrDefault(static hole => hole is not null);
            default:
                return value.GetType().Namespace?.StartsWith(OwnNames, StringComparison.Ordinal) == true
                    ? HoleInParts(value, place, nullability)
                    : null;
        }
    }

    private static string? HoleInParts(object value, string place, NullabilityInfoContext nullability)
    {
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var part = property.GetValue(value);
            if (part is null && nullability.Create(property).ReadState != NullabilityState.NotNull)
                continue;
            var name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
            if (Hole(part, place.Length == 0 ? name : $"{place}.{name}", nullability) is { } hole)
                return hole;
        }
        return null;
    }
}
