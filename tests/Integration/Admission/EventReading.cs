using System.Net;

namespace Fanout.Integration.Tests.Admission;

/// <summary>A reader of server-sent events that takes a place for as long as its answer is not disposed of.</summary>
internal static class EventReading
{
    /// <summary>Asks for a place.</summary>
    public static Task<HttpResponseMessage> BeginAsync(HttpClient http) => http.GetAsync(
        new Uri("/v1/events?topic=board/live", UriKind.Relative),
        HttpCompletionOption.ResponseHeadersRead,
        TestContext.Current.CancellationToken);

    /// <summary>Asks until the place is free: the server hears of a reader's end a moment later.</summary>
    /// <param name="http">Who asks.</param>
    /// <param name="taken">What it is told while the place is taken.</param>
    /// <returns>What it was told in the end.</returns>
    public static async Task<HttpStatusCode> WhenFreeAsync(HttpClient http, HttpStatusCode taken)
    {
        while (true)
        {
            using var answer = await BeginAsync(http);
            if (answer.StatusCode != taken)
                return answer.StatusCode;
        }
    }
}
