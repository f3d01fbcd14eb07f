using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Fanout.Ingest.Push.Signing;

/// <summary>What is signed of a request: a line for each component, and one for the signature itself (RFC 9421 §2.5).</summary>
/// <remarks>
/// Of what the request itself is made of, <c>@method</c>, <c>@path</c>, <c>@query</c> and <c>@authority</c> are read, and every
/// header field. Not <c>@target-uri</c> and <c>@scheme</c>: behind a proxy that ends TLS, nobody here knows them.
/// </remarks>
internal static class SignatureBase
{
    private static readonly SearchValues<char> FieldNameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");

    /// <summary>The text; null: a component is not there, or not read here, which <paramref name="missing"/> is then.</summary>
    public static string? Of(HttpRequest request, SignatureInput input, out string missing)
    {
        var text = new StringBuilder();
        foreach (var component in input.Components)
        {
            if (ValueOf(request, component) is not { } value)
            {
                missing = component;
                return null;
            }
            text.Append('"').Append(component).Append("\": ").Append(value).Append('\n');
        }
        missing = "";
        return text.Append("\"@signature-params\": ").Append(input.Serialised).ToString();
    }

    private static string? ValueOf(HttpRequest request, string component) => component switch
    {
        "@method" => request.Method,
        "@path" => TargetOf(request) is { } target ? target[..EndOfPath(target)] : null,
        "@query" => TargetOf(request) is { } target ? QueryOf(target) : null,
        "@authority" => AuthorityOf(request),
        _ when component.Length == 0 || component.AsSpan().ContainsAnyExcept(FieldNameCharacters) => null,
        _ => request.Headers.TryGetValue(component, out var values) ? FieldOf(values) : null,
    };

    /// <summary>As it was sent, before anybody decoded it; null where it does not begin with the path.</summary>
    private static string? TargetOf(HttpRequest request) =>
        request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget is ['/', ..] target ? target : null;

    private static int EndOfPath(string target) => target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var end ? end : target.Length;

    /// <summary>With its question mark, which stands alone where there is no query (§2.2.7).</summary>
    private static string QueryOf(string target) => EndOfPath(target) is var end && end < target.Length ? target[end..] : "?";

    /// <summary>In lower case, and without the port that the scheme has anyhow (§2.2.3).</summary>
    private static string? AuthorityOf(HttpRequest request)
    {
        if (!request.Host.HasValue) return null;
        var authority = request.Host.Value.ToLowerInvariant();
        var usual = request.IsHttps ? ":443" : ":80";
        return authority.EndsWith(usual, StringComparison.Ordinal) ? authority[..^usual.Length] : authority;
    }

    /// <summary>All lines of a field as one (§2.1).</summary>
    private static string FieldOf(StringValues values) =>
        string.Join(", ", values.Select(static value => value?.Trim(' ', '\t') ?? ""));
}
