using System.Globalization;
using System.Text.Json;

namespace Fanout.Ingest.Adapters.Json;

/// <summary>
/// Looks into JSON that somebody else wrote: what is missing, <c>null</c> or of another kind than expected is <see langword="null"/>, never an exception.
/// Numbers that are written as text count as numbers, as several providers write them.
/// </summary>
internal static class LenientJson
{
    /// <summary>The member of that name, of any kind but <c>null</c>.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var member)
        && member.ValueKind != JsonValueKind.Null
            ? member
            : null;

    /// <summary>The elements of the array of that name; none where it is not an array.</summary>
    public static IEnumerable<JsonElement> Elements(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>The members of the object of that name; none where it is not an object.</summary>
    public static IEnumerable<JsonProperty> Members(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Object } member ? member.EnumerateObject() : [];

    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { } member ? TextOf(member) : null;

    public static long? Whole(this JsonElement element, string name) =>
        element.Number(name) is { } number && number == Math.Floor(number) && Math.Abs(number) < 1L << 53 ? (long)number : null;

    public static double? Number(this JsonElement element, string name)
    {
        if (element.Member(name) is not { } member) return null;
        var read = member.ValueKind switch
        {
            JsonValueKind.Number => member.TryGetDouble(out var number) ? number : double.NaN,
            JsonValueKind.String => double.TryParse(TextOf(member), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : double.NaN,
            _ => double.NaN,
        };
        return double.IsFinite(read) ? read : null;
    }

    /// <summary>The text that the element itself is.</summary>
    public static string? TextValue(this JsonElement element) => TextOf(element);

    private static string? TextOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return null;
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException) // not UTF-8, or half a surrogate pair
        {
            return null;
        }
    }
}
