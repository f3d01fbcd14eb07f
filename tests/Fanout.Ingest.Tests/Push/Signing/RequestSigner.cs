using System.Security.Cryptography;
using System.Text;

namespace Fanout.Ingest.Tests.Push.Signing;

/// <summary>Signs requests as a feed does; it shares nothing with whoever verifies them.</summary>
/// <param name="KeyId">Id of the key.</param>
/// <param name="Secret">The key.</param>
internal sealed record RequestSigner(string KeyId, string Secret)
{
    public const string Target = "/v1/feeds/f1/events";
    public const string Needed = "\"@method\" \"@path\" \"@query\" \"content-digest\"";

    /// <summary>A push of JSON lines.</summary>
    /// <param name="body">The lines.</param>
    /// <param name="created">When it is signed.</param>
    /// <param name="more">Further parameters of the signature, each with its semicolon.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="components">What is covered.</param>
    public HttpRequestMessage Request(
        string body, DateTimeOffset created, string more = "", string target = Target, string components = Needed)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var digest = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:";
        var input = $"({components});created={created.ToUnixTimeSeconds()};keyid=\"{KeyId}\"{more}";
        var lines = components.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(component => $"{component}: {ValueOf(component.Trim('"'), target, digest)}\n");
        var text = $"{string.Concat(lines)}\"@signature-params\": {input}";
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(text));
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(target, UriKind.Relative))
        {
            Content = new ByteArrayContent(bytes) { Headers = { { "Content-Type", "application/x-ndjson" } } },
        };
        Replace(request, "Content-Digest", digest);
        Replace(request, "Signature-Input", $"sig1={input}");
        Replace(request, "Signature", $"sig1=:{Convert.ToBase64String(signature)}:");
        return request;
    }

    public static void Replace(HttpRequestMessage request, string header, string value)
    {
        request.Headers.Remove(header);
        Assert.True(request.Headers.TryAddWithoutValidation(header, value));
    }

    private static string ValueOf(string component, string target, string digest) => component switch
    {
        "@method" => "POST",
        "@path" => target.Split('?')[0],
        "@query" => target.Contains('?', StringComparison.Ordinal) ? target[target.IndexOf('?', StringComparison.Ordinal)..] : "?",
        "content-digest" => digest,
        "content-type" => "application/x-ndjson",
        _ => "",
    };
}
