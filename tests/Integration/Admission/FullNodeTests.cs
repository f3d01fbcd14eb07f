using System.Net;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Admission;

/// <summary>A node whose places are taken says so, and when to come again.</summary>
public sealed class FullNodeTests
{
    private static readonly Dictionary<string, string> OnePlace = new() { ["FANOUT__DELIVERY__CONNECTIONSMAX"] = "1" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readers_of_events_and_of_the_stream_share_the_places_and_requests_need_none()
    {
        await using var server = await ServerProcess.StartAsync(OnePlace, "--dev");
        using var http = new HttpClient { BaseAddress = server.Address };
        using (var reading = await EventReading.BeginAsync(http))
        {
            Assert.Equal(HttpStatusCode.OK, reading.StatusCode);
            using var refused = await EventReading.BeginAsync(http);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 31);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);

            using var matches = await http.GetAsync(new Uri("/v1/matches", UriKind.Relative), Cancellation);
            Assert.Equal(HttpStatusCode.OK, matches.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, await EventReading.WhenFreeAsync(http, taken: HttpStatusCode.ServiceUnavailable));
    }
}
