using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fanout.Ingest.Adapters.Json;

/// <summary>
/// Looks into a JSON document that can be changed, as <see cref="LenientJson"/> looks into one that cannot: what is missing, <c>null</c> or of
/// another kind than expected is <see langword="null"/>, never an exception.
/// </summary>
internal static class LenientNode
{
    private const string NoText = "\uFFFD";

    /// <summary>Reads a document. One whose objects name a member twice is refused, as nobody can tell which is meant.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var document = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
            Mend(document);
            return document;
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException)
        {
            throw new JsonException(wrong.Message, wrong);
        }
    }

    /// <summary>
    /// Looks at every node once: they read themselves as they are looked at, and would throw then. A text that is none, such as one cut within a
    /// surrogate pair, becomes the sign for that.
    /// </summary>
    /// <exception cref="InvalidOperationException">The name of a member is no text.</exception>
    private static void Mend(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach (var name in members.Where(static member => !IsText(member.Value)).Select(static member => member.Key).ToList())
                members[name] = NoText;
            foreach (var (_, member) in members) Mend(member);
        }
        else if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (!IsText(list[i])) list[i] = NoText;
                Mend(list[i]);
            }
        }
    }

    /// <summary>False for a string that has no text.</summary>
    private static bool IsText(JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.String) return true;
        try
        {
            return value.GetValue<string>().Length >= 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The node at the end of a path of member names.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (node is not JsonObject members || !members.TryGetPropertyValue(name, out node)) return null;
        }

        return node;
    }

    /// <summary>The elements of the list there; none where there is no list.</summary>
    public static IEnumerable<JsonNode?> Elements(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonArray list ? list : [];

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>A whole number, also one that is written as text.</summary>
    public static int? Whole(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        if (node.At(path) is not JsonValue value) return null;
        if (value.GetValueKind() == JsonValueKind.Number)
            return value.TryGetValue<double>(out var number) && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue ? (int)number : null;
        return int.TryParse(node.Text(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read) ? read : null;
    }

    public static bool? Flag(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path)?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Where two documents differ first, as a JSON pointer; <see langword="null"/>: nowhere.</summary>
    public static string? Difference(JsonNode? one, JsonNode? other)
    {
        switch (one, other)
        {
            case (JsonObject members, JsonObject others):
                foreach (var name in members.Select(static member => member.Key).Union(others.Select(static member => member.Key)))
                {
                    if (!members.ContainsKey(name) || !others.ContainsKey(name)) return $"/{name}";
                    if (Difference(members[name], others[name]) is { } within) return $"/{name}{within}";
                }

                return null;
            case (JsonArray list, JsonArray others):
                for (var i = 0; i < Math.Min(list.Count, others.Count); i++)
                {
                    if (Difference(list[i], others[i]) is { } within) return string.Create(CultureInfo.InvariantCulture, $"/{i}{within}");
                }

                return list.Count == others.Count ? null : string.Create(CultureInfo.InvariantCulture, $"/{Math.Min(list.Count, others.Count)}");
            default:
                return JsonNode.DeepEquals(one, other) ? null : "";
        }
    }
}
