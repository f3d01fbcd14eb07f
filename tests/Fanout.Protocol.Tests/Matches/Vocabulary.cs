using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.Tests.Matches;

/// <summary>The data files as anyone else would read them, and enum values by the names that the wire uses.</summary>
internal static class Vocabulary
{
    public static string Name<T>(T value) where T : struct, Enum =>
        typeof(T).GetField(value.ToString())!.GetCustomAttributes(typeof(OriginalNameAttribute), false)
            .Cast<OriginalNameAttribute>().Single().Name;

    public static JsonObject File(string name)
    {
        using var resource =
            typeof(Protocol.Matches.Lifecycle).Assembly.GetManifestResourceStream($"vocabularies/{name}.json");
        return JsonNode.Parse(resource!)!.AsObject();
    }
}
