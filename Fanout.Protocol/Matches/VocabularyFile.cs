using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fanout.Protocol.Matches;

/// <summary>
/// The data in <c>vocabularies/</c>, embedded in the assembly; the SDK and the documents read the same files.
/// </summary>
internal static class VocabularyFile
{
    // Strict: a misspelt member in our own data is an error at the first start, not a rule that silently does not hold.
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false) },
    };

    /// <param name="name">Name of the file without its ending, e.g. <c>phases</c>.</param>
    public static T Read<T>(string name)
    {
        using var resource = typeof(VocabularyFile).Assembly.GetManifestResourceStream($"vocabularies/{name}.json")
            ?? throw new InvalidOperationException($"vocabularies/{name}.json is not embedded in the assembly");
        return JsonSerializer.Deserialize<T>(resource, Options)
            ?? throw new InvalidOperationException($"vocabularies/{name}.json is empty");
    }
}
