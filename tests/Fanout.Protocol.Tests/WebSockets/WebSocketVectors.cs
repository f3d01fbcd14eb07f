using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fanout.Protocol.Tests.WebSockets;

/// <summary>Reads <c>Fanout.Protocol/vectors/websocket</c>.</summary>
internal static class WebSocketVectors
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The vectors of one file, by name.</summary>
    public static IReadOnlyDictionary<string, T> Load<T>(string file)
        where T : INamed
    {
        var path = Path.Combine(Repository.Vectors, "websocket", file);
        var vectors = JsonSerializer.Deserialize<VectorFile<T>>(File.ReadAllBytes(path), Options)!.Vectors;
        Assert.NotEmpty(vectors);
        return vectors.ToDictionary(vector => vector.Name);
    }

    public static TheoryData<string> Names<T>(IReadOnlyDictionary<string, T> vectors) => [.. vectors.Keys];

    /// <summary>Bytes of a hex text, where <c>unit*n</c> stands for n times the unit.</summary>
    public static byte[] Bytes(string hex)
    {
        var bytes = new List<byte>();
        foreach (var part in hex.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var run = part.Split('*');
            var count = run.Length == 1 ? 1 : int.Parse(run[1], CultureInfo.InvariantCulture);
            bytes.AddRange(Enumerable.Repeat(Convert.FromHexString(run[0]), count).SelectMany(unit => unit));
        }

        return [.. bytes];
    }

    public interface INamed
    {
        string Name { get; }
    }

    private sealed record VectorFile<T>(string About, IReadOnlyList<T> Vectors);
}
