using Microsoft.AspNetCore.Http.Features;

namespace Fanout.Server.Http;

/// <summary>A board's name in a URL, as it was sent: routing decodes all but <c>%2F</c>, which then means two things.</summary>
internal static class BoardPath
{
    private const string Prefix = "/v1/boards/";

    /// <param name="http">The request.</param>
    /// <param name="routed">The name as routing has it, for a request whose very prefix is encoded.</param>
    public static string Of(HttpContext http, string routed)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var path = target.AsSpan(0, target.AsSpan().IndexOfAny('?', '#') is >= 0 and var end ? end : target.Length);
        var start = path.IndexOf(Prefix, StringComparison.OrdinalIgnoreCase);
        return start < 0 ? routed : path[(start + Prefix.Length)..].ToString();
    }
}
