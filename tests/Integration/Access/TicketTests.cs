using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Access;

/// <summary>Server-sent events for who cannot set a header.</summary>
public sealed class TicketTests : IAsyncLifetime
{
    private readonly IssuerKey _issuer = new();
    private ServerProcess _server = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var settings = _issuer.Settings;
        settings["Logging__LogLevel__Default"] = "Trace";
        settings["Logging__LogLevel__Microsoft"] = "Trace";
        settings["Logging__LogLevel__Microsoft.AspNetCore"] = "Trace";
        _server = await ServerProcess.StartAsync(settings);
        _http = new HttpClient { BaseAddress = _server.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _issuer.Dispose();
    }

    [Fact]
    public async Task A_ticket_opens_one_stream_of_events_and_is_in_no_log()
    {
        var token = await _issuer.TokenAsync("--topic", "board/live", "--topic", "score/*");
        var ticket = await TicketAsync(token);
        using (var events = await EventsAsync(ticket, "board/live"))
        {
            Assert.Equal(HttpStatusCode.OK, events.StatusCode);
            using var lines = new StreamReader(await events.Content.ReadAsStreamAsync(Cancellation));
            Assert.StartsWith("id:", await lines.ReadLineAsync(Cancellation), StringComparison.Ordinal);
            Assert.StartsWith("data: {\"subscribed\"", await lines.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        }

        using var again = await EventsAsync(ticket, "board/live");
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.Contains("invalid_token", again.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);

        while (!_server.Output.Contains("/v1/events", StringComparison.Ordinal)) // the web server says much, and not this
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        Assert.DoesNotContain(ticket, _server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(token, _server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_opens_what_its_token_does()
    {
        using var events = await EventsAsync(await TicketAsync(await _issuer.TokenAsync("--topic", "score/m1")), "board/live");
        using var lines = new StreamReader(await events.Content.ReadAsStreamAsync(Cancellation));
        string? line;
        do
        {
            line = await lines.ReadLineAsync(Cancellation);
        }
        while (line?.StartsWith("data:", StringComparison.Ordinal) == false);
        Assert.Contains("NOT_ALLOWED", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_opens_nothing_but_events()
    {
        var ticket = await TicketAsync(await _issuer.TokenAsync("--topic", "*"));
        using (var list = await _http.GetAsync(new Uri($"v1/matches?ticket={ticket}", UriKind.Relative), Cancellation))
            Assert.Equal(HttpStatusCode.Unauthorized, list.StatusCode);
        using (var another = await _http.PostAsync(new Uri($"v1/tickets?ticket={ticket}", UriKind.Relative), null, Cancellation))
            Assert.Equal(HttpStatusCode.Unauthorized, another.StatusCode);
        using var events = await EventsAsync(ticket, "board/live"); // which is good yet
        Assert.Equal(HttpStatusCode.OK, events.StatusCode);
    }

    [Fact]
    public async Task A_ticket_is_made_for_a_token_and_shown_without_one()
    {
        using (var none = await _http.PostAsync(new Uri("v1/tickets", UriKind.Relative), null, Cancellation))
            Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);

        var token = await _issuer.TokenAsync("--topic", "*");
        using var both = new HttpRequestMessage(HttpMethod.Get, $"v1/events?topic=board/live&ticket={await TicketAsync(token)}");
        both.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var refused = await _http.SendAsync(both, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    /// <summary>A ticket opens events to pages of any origin, as a token does: it is not for whoever merely may read without one.</summary>
    [Theory]
    [InlineData("Basic eDp5")]
    [InlineData("Bearer")]
    [InlineData("x")]
    public async Task Who_reads_without_a_token_gets_no_ticket_whatever_else_it_shows(string authorization)
    {
        var settings = _issuer.Settings;
        settings["FANOUT__ACCESS__ANONYMOUS"] = "true";
        await using var open = await ServerProcess.StartAsync(settings);
        using var http = new HttpClient { BaseAddress = open.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/tickets");
        Assert.True(request.Headers.TryAddWithoutValidation("Authorization", authorization));

        using var answer = await http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private async Task<string> TicketAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/tickets");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("ticket").GetString()!;
    }

    private Task<HttpResponseMessage> EventsAsync(string ticket, string topic) => _http.GetAsync(
        new Uri($"v1/events?topic={topic}&ticket={ticket}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);
}
