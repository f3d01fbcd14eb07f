using System.Globalization;
using System.Text;
using System.Text.Json;
using Fanout.Fuzz.Checking;
using Fanout.Protocol.WebSockets;

namespace Fanout.Fuzz;

/// <summary>Inputs that are made of the golden vectors: what the protocol's bytes are is known there already.</summary>
/// <remarks>Their names begin with <c>vector-</c>. Short ones alone: what repeats a byte 64,000 times shows nothing that 100 times would not.</remarks>
internal static class VectorSeeds
{
    private const string Prefix = "vector-";
    private const int SizeMax = 250; // bytes
    private const int CountMax = 40; // of one target; others are found from there

    private static readonly (string Member, string Header)[] Headers =
    [
        ("upgrade", "Upgrade"), ("connection", "Connection"), ("key", "Sec-WebSocket-Key"), ("version", "Sec-WebSocket-Version"),
        ("subprotocols", "Sec-WebSocket-Protocol"), ("extensions", "Sec-WebSocket-Extensions"),
    ];

    public static void Write()
    {
        WriteAll("frames", Streams());
        WriteAll("handshake", Cases("websocket/handshakes.json", "vectors").Select(Opening));
        WriteAll("client-proto", Cases("frames/client.json", "cases").Select(static one => Convert.FromHexString(one.GetProperty("hex").GetString()!)));
        WriteAll("client-json", Cases("frames/client.json", "cases").Select(static one => Encoding.UTF8.GetBytes(one.GetProperty("json").GetRawText())));
    }

    private static IEnumerable<byte[]> Streams() =>
        from vector in Cases("websocket/messages.json", "vectors")
        let input = vector.GetProperty("input").GetString()!
        where !input.Contains('*', StringComparison.Ordinal)
        let role = vector.TryGetProperty("role", out var named) && named.GetString() == "client" ? WebSocketRole.Client : WebSocketRole.Server
        let deflate = vector.TryGetProperty("deflate", out var agreed) && agreed.GetBoolean()
        select (byte[])[FrameSetting.ByteOf(role, deflate), .. Convert.FromHexString(input.Replace(" ", "", StringComparison.Ordinal))];

    private static byte[] Opening(JsonElement vector)
    {
        var request = vector.GetProperty("request");
        var head = new StringBuilder($"{request.GetProperty("method").GetString()} /v1/stream {request.GetProperty("httpVersion").GetString()}\r\nHost: localhost\r\n");
        foreach (var (member, header) in Headers)
        {
            if (request.TryGetProperty(member, out var value)) head.Append(CultureInfo.InvariantCulture, $"{header}: {value.GetString()}\r\n");
        }
        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    private static JsonElement.ArrayEnumerator Cases(string file, string member)
    {
        var path = Path.Combine(Corpus.Root, "Fanout.Protocol", "vectors", file);
        return JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty(member).EnumerateArray();
    }

    private static void WriteAll(string target, IEnumerable<byte[]> inputs)
    {
        var folder = Directory.CreateDirectory(Corpus.FolderOf(AllTargets.Named(target)));
        foreach (var old in folder.GetFiles($"{Prefix}*")) old.Delete();
        var number = 0;
        foreach (var input in Spread([.. inputs.Where(static input => input.Length <= SizeMax).DistinctBy(Convert.ToHexString)]))
            File.WriteAllBytes(Path.Combine(folder.FullName, $"{Prefix}{++number:D2}"), input);
        Console.WriteLine($"{target}: {number} files");
    }

    /// <summary>As many as a corpus takes, from everywhere among them: neighbours are alike.</summary>
    private static IEnumerable<byte[]> Spread(byte[][] inputs) =>
        inputs.Where((_, index) => (index * CountMax / inputs.Length) != ((index - 1) * CountMax / inputs.Length) || index == 0 || inputs.Length <= CountMax);
}
