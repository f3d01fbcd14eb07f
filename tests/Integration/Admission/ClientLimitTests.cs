using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Fanout.Integration.Tests.Access;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Admission;

/// <summary>One client, by its address or its token, may have so much and no more; others are not disturbed.</summary>
public sealed class ClientLimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Opening.Transports), MemberType = typeof(Opening))]
    public async Task Behind_a_trusted_proxy_each_client_is_counted_by_itself(string transport)
    {
        var settings = Opening.SettingsOf(transport);
        settings["FANOUT__DELIVERY__CONNECTIONSPERADDRESS"] = "1";
        settings["FANOUT__HTTP__TRUSTEDPROXIES__0"] = "127.0.0.0/8";
        await using var server = await ServerProcess.StartAsync(settings, "--dev");
        using var http = new HttpClient { BaseAddress = server.Address };

        using var first = await Opening.SendAsync(http, ("X-Forwarded-For", "198.51.100.1"));
        using var other = await Opening.SendAsync(http, ("X-Forwarded-For", "6.6.6.6, 198.51.100.2"));
        using var again = await Opening.SendAsync(http, ("X-Forwarded-For", "6.6.6.6, 198.51.100.1"));
        using var events = new HttpRequestMessage(HttpMethod.Get, "v1/events?topic=board/live");
        events.Headers.Add("X-Forwarded-For", "198.51.100.1");
        using var reading = await http.SendAsync(events, HttpCompletionOption.ResponseHeadersRead, Cancellation);

        Assert.Equal(
            (HttpStatusCode.SwitchingProtocols, HttpStatusCode.SwitchingProtocols), (first.StatusCode, other.StatusCode));
        foreach (var refused in new[] { again, reading })
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 31);
            var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            Assert.Equal("ADDRESS_CONNECTIONS", problem.GetProperty("reason").GetString());
        }
    }

    [Theory, MemberData(nameof(Opening.Transports), MemberType = typeof(Opening))]
    public async Task What_a_client_says_of_itself_is_not_believed(string transport)
    {
        var settings = Opening.SettingsOf(transport);
        settings["FANOUT__DELIVERY__CONNECTIONSPERADDRESS"] = "1";
        await using var server = await ServerProcess.StartAsync(settings, "--dev");
        using var http = new HttpClient { BaseAddress = server.Address };
        using var first = await Opening.SendAsync(http, ("X-Forwarded-For", "198.51.100.1"));
        using var second = await Opening.SendAsync(http, ("X-Forwarded-For", "198.51.100.2"));
        Assert.Equal(
            (HttpStatusCode.SwitchingProtocols, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task Connections_of_a_token_are_counted_over_the_stream_and_events()
    {
        using var issuer = new IssuerKey();
        await using var server = await ServerProcess.StartAsync(issuer.Settings);
        var token = await issuer.TokenAsync("--topic", "*", "--subject", "partner-7", "--connections", "1");
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using (await EventReading.BeginAsync(http))
        {
            using var refused = await EventReading.BeginAsync(http);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal(
                "TOKEN_CONNECTIONS",
                (await refused.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("reason").GetString());
            using var socket = await JsonSocket.ConnectAsync(server);
            await socket.SendAsync($$$"""{"hello":{"token":"{{{token}}}"}}""");
            Assert.Equal(4504, await socket.CloseCodeAsync());
        }

        Assert.Equal(HttpStatusCode.OK, await EventReading.WhenFreeAsync(http, taken: HttpStatusCode.TooManyRequests));
    }
}
