using System.Globalization;
using System.Text.Json.Nodes;

namespace Fanout.Ingest.Adapters.Json;

/// <summary>Changes a document by JSON Patch (RFC 6902): a list of operations, applied one after the other.</summary>
/// <remarks>
/// In place, as a feed sends thousands of patches to one document of megabytes. So a patch that fails leaves the document half changed: the caller
/// throws it away. Alternative that lost: Microsoft.AspNetCore.JsonPatch.SystemTextJson 10.0, which on JSON nodes refuses to copy out of a list
/// and to replace the whole document.
/// </remarks>
internal static class JsonPatch
{
    /// <summary>
    /// Applies the operations; <see langword="null"/> when all could be, otherwise which could not and why: a place that the document does not
    /// have, a test that fails, an operation that there is none of. Values are cloned, so that the patch stays as it is.
    /// </summary>
    /// <param name="document">The document, whose root an operation may replace.</param>
    /// <param name="patch">The operations.</param>
    public static string? TryApply(ref JsonNode? document, JsonArray patch)
    {
        for (var i = 0; i < patch.Count; i++)
        {
            if (patch[i] is not JsonObject operation) return string.Create(CultureInfo.InvariantCulture, $"operation {i} is no object");
            if (TryApply(ref document, operation) is { } wrong)
                return string.Create(CultureInfo.InvariantCulture, $"operation {i}, {TextOf(operation, "op")} {TextOf(operation, "path")}: {wrong}");
        }

        return null;
    }

    private static string? TryApply(ref JsonNode? document, JsonObject operation)
    {
        if (Pointer(operation, "path") is not { } path) return "no path";
        switch (TextOf(operation, "op"))
        {
            case "add":
                return HasValue(operation) ? Add(ref document, path, operation["value"]?.DeepClone()) : "no value";
            case "replace":
                return HasValue(operation) ? Replace(ref document, path, operation["value"]?.DeepClone()) : "no value";
            case "remove":
                return Take(ref document, path, out _);
            case "move":
                return Move(ref document, operation, path);
            case "copy":
                if (Pointer(operation, "from") is not { } source) return "no from";
                return TryFind(document, source, out var copied) ? Add(ref document, path, copied?.DeepClone()) : "no such place to copy from";
            case "test":
                if (!TryFind(document, path, out var found)) return "no such place";
                return JsonNode.DeepEquals(found, operation["value"]) ? null : "the value there is another";
            default:
                return "no such operation";
        }
    }

    private static string? Move(ref JsonNode? document, JsonObject operation, string[] path)
    {
        if (Pointer(operation, "from") is not { } from) return "no from";
        if (path.Length > from.Length && path.AsSpan(0, from.Length).SequenceEqual(from)) return "moves a value into itself";
        return Take(ref document, from, out var moved) ?? Add(ref document, path, moved);
    }

    private static string? Add(ref JsonNode? document, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            document = value;
            return null;
        }

        if (!TryFind(document, path[..^1], out var parent)) return "no such place";
        switch (parent)
        {
            case JsonObject members:
                members[path[^1]] = value;
                return null;
            case JsonArray list when path[^1] == "-":
                list.Add(value);
                return null;
            case JsonArray list when Index(path[^1], list.Count) is { } index:
                list.Insert(index, value);
                return null;
            case JsonArray list:
                return string.Create(CultureInfo.InvariantCulture, $"no such place in a list of {list.Count}");
            default:
                return "neither an object nor a list";
        }
    }

    private static string? Replace(ref JsonNode? document, string[] path, JsonNode? value)
    {
        if (!TryFind(document, path, out _)) return "no such place";
        if (path.Length == 0) document = value;
        else if (TryFind(document, path[..^1], out var parent) && parent is JsonObject members) members[path[^1]] = value;
        else if (parent is JsonArray list) list[Index(path[^1], list.Count - 1)!.Value] = value;
        return null;
    }

    /// <summary>Removes a value and hands it over, free of its parent.</summary>
    private static string? Take(ref JsonNode? document, string[] path, out JsonNode? taken)
    {
        taken = document;
        if (path.Length == 0)
        {
            document = null;
            return null;
        }

        if (!TryFind(document, path, out taken) || !TryFind(document, path[..^1], out var parent)) return "no such place";
        if (parent is JsonObject members) members.Remove(path[^1]);
        else if (parent is JsonArray list) list.RemoveAt(Index(path[^1], list.Count - 1)!.Value);
        return null;
    }

    private static bool TryFind(JsonNode? document, string[] path, out JsonNode? found)
    {
        found = document;
        foreach (var step in path)
        {
            switch (found)
            {
                case JsonObject members when members.TryGetPropertyValue(step, out var member):
                    found = member;
                    break;
                case JsonArray list when Index(step, list.Count - 1) is { } index:
                    found = list[index];
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    /// <summary>The steps of a pointer (RFC 6901); <see langword="null"/>: it is none.</summary>
    private static string[]? Pointer(JsonObject operation, string name)
    {
        if (TextOf(operation, name) is not { } text) return null;
        if (text.Length == 0) return [];
        if (text[0] != '/') return null;
        return [.. text[1..].Split('/').Select(static step =>
            step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
    }

    // Without leading zeros and signs.
    private static int? Index(string step, int max) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= max && (step.Length == 1 || step[0] != '0')
            ? index
            : null;

    private static bool HasValue(JsonObject operation) => operation.ContainsKey("value");

    private static string? TextOf(JsonObject operation, string name) =>
        operation[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
