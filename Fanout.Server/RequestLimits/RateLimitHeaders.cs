using System.Globalization;

namespace Fanout.Server.RequestLimits;

/// <summary>
/// <c>RateLimit-Policy</c> and <c>RateLimit</c>, by the draft of the IETF (draft-ietf-httpapi-ratelimit-headers-10): for each
/// limit <c>q</c>, the requests that there may be in <c>w</c> seconds, and <c>r</c>, those that are left, with <c>t</c>, the
/// seconds until all are there again.
/// </summary>
internal static class RateLimitHeaders
{
    private const string PolicyName = "RateLimit-Policy";
    private const string LeftName = "RateLimit";

    public static void Set(IHeaderDictionary headers, IEnumerable<(RequestLimit Limit, long Left)> limits)
    {
        foreach (var (limit, left) in limits)
        {
            var fullAfter = (limit.Burst - left + limit.PerSecond - 1) / limit.PerSecond;
            Add(headers, PolicyName, $"\"{limit.Name}\";q={limit.Burst};w={RequestLimit.BurstSeconds}");
            Add(headers, LeftName, $"\"{limit.Name}\";r={left};t={fullAfter}");
        }
    }

    /// <summary>Several are one list (RFC 9651 §3.1).</summary>
    private static void Add(IHeaderDictionary headers, string name, FormattableString item)
    {
        var text = item.ToString(CultureInfo.InvariantCulture);
        headers[name] = headers.TryGetValue(name, out var before) ? $"{before}, {text}" : text;
    }
}
