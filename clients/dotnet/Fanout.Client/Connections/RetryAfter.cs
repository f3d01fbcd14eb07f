using System.Net.Http.Headers;

namespace Fanout.Client.Connections;

/// <summary>When a server that did not let a client in wants to be asked again (RFC 9110 §10.2.3).</summary>
internal static class RetryAfter
{
    private const string Name = "Retry-After";

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1); // whatever a server says, a client tries some day

    /// <summary>How long to stay away, 0 to 1 h; zero where the answer does not say.</summary>
    /// <param name="headers">Of the answer; null: there was none.</param>
    /// <param name="now">What a date is compared with.</param>
    public static TimeSpan Of(IReadOnlyDictionary<string, IEnumerable<string>>? headers, DateTimeOffset now)
    {
        if (headers is null || !headers.TryGetValue(Name, out var values)
            || !RetryConditionHeaderValue.TryParse(values.FirstOrDefault(), out var asked))
        {
            return TimeSpan.Zero;
        }
        var wait = asked.Delta ?? asked.Date - now ?? TimeSpan.Zero;
        return TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, Longest.Ticks));
    }
}
