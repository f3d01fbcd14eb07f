using System.Text.Json.Nodes;

namespace Fanout.Perf.Wire;

/// <summary>
/// What turns one JSON document into another, as RFC 6902 has it: add, remove and replace, found by place.
/// </summary>
/// <remarks>
/// Lists are compared element by element; what is left over at the end is added or removed. A cleverer one (moves,
/// insertions in the middle) gains nothing here: the lists of a match grow at their end.
/// </remarks>
internal static class JsonPatch
{
    public static JsonArray Between(JsonNode from, JsonNode to)
    {
        var patch = new JsonArray();
        Compare(from, to, "", patch);
        return patch;
    }

    private static void Compare(JsonNode? from, JsonNode? to, string path, JsonArray patch)
    {
        if (JsonNode.DeepEquals(from, to))
            return;
        switch (from, to)
        {
            case (JsonObject before, JsonObject after):
                CompareMembers(before, after, path, patch);
                break;
            case (JsonArray before, JsonArray after):
                CompareElements(before, after, path, patch);
                break;
            default:
                patch.Add(Operation("replace", path, to));
                break;
        }
    }

    private static void CompareMembers(JsonObject before, JsonObject after, string path, JsonArray patch)
    {
        foreach (var (name, _) in before)
        {
            if (!after.ContainsKey(name))
                patch.Add(Operation("remove", Member(path, name)));
        }
        foreach (var (name, value) in after)
        {
            if (before.TryGetPropertyValue(name, out var old))
                Compare(old, value, Member(path, name), patch);
            else
                patch.Add(Operation("add", Member(path, name), value));
        }
    }

    private static void CompareElements(JsonArray before, JsonArray after, string path, JsonArray patch)
    {
        for (var index = before.Count - 1; index >= after.Count; index--)
            patch.Add(Operation("remove", $"{path}/{index}"));
        for (var index = 0; index < after.Count; index++)
        {
            if (index < before.Count)
                Compare(before[index], after[index], $"{path}/{index}", patch);
            else
                patch.Add(Operation("add", $"{path}/-", after[index]));
        }
    }

    /// <summary>A member's place; ~ and / are written as RFC 6901 says.</summary>
    private static string Member(string path, string name) =>
        $"{path}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    private static JsonObject Operation(string name, string path) => new() { ["op"] = name, ["path"] = path };

    private static JsonObject Operation(string name, string path, JsonNode? value) =>
        new() { ["op"] = name, ["path"] = path, ["value"] = value?.DeepClone() };
}
