using System.Net;
using System.Text.Json;
using Fanout.Client;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Delays;

/// <summary>Behind live over every way out of a server: nothing comes before its time, and then it comes.</summary>
public sealed class DelayTests : IAsyncLifetime
{
    private const int DelaySeconds = 2;

    private const string Goal = """
        {"id":"g1","match":"m1","at":"2026-11-22T18:01:00Z","status":{"status":"LIVE"},"score":{"home":1,"away":0}}
        """;

    private readonly HttpClient _http = new();
    private ServerProcess _server = null!;
    private TestFeed _feed = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync("--dev");
        _http.BaseAddress = _server.Address;
        _feed = new TestFeed(_server);
        await _feed.AcceptedAsync(TestFeed.Fixture("m1"));
        await UntilAsync("v1/matches/m1", static _ => true); // has come within the horizon
    }

    public async ValueTask DisposeAsync()
    {
        _feed.Dispose();
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Frames_of_a_stream_come_their_delay_after_they_were_published_and_not_before()
    {
        using var socket = await JsonSocket.ConnectAsync(_server);
        await socket.SendAsync($$$"""
            {"subscribe":{"ref":1,"topics":[{"topic":"match/m1","delaySeconds":{{{DelaySeconds}}}}]}}
            """);
        var subscribed = await socket.ReceiveAsync("subscribed");

        await _feed.AcceptedAsync(Goal);
        var delta = await socket.ReceiveAsync("delta");

        Assert.Equal(DelaySeconds, subscribed.GetProperty("delaySeconds").GetInt32());
        var publishedMs = subscribed.GetProperty("baseMs").GetDouble() + delta.GetProperty("publishedMs").GetDouble();
        Assert.InRange(NowMs, publishedMs + (DelaySeconds * 1000), double.MaxValue);
    }

    [Fact]
    public async Task Http_shows_match_list_log_and_board_as_they_were()
    {
        var before = NowMs;
        await _feed.AcceptedAsync(Goal);

        var (match, tag) = await UntilAsync(
            "v1/matches/m1", static answer => answer.GetProperty("match").TryGetProperty("score", out _));
        var shownMs = NowMs;
        var (list, _) = await UntilAsync("v1/matches?status=LIVE", static answer => Count(answer, "matches") == 1);
        var (log, _) = await UntilAsync("v1/matches/m1/log", static answer => Count(answer, "entries") == 2);
        var (board, boardTag) = await UntilAsync(
            "v1/boards/live", static answer => Count(answer.GetProperty("board"), "rows") == 1);

        Assert.InRange(shownMs, before + (DelaySeconds * 1000), long.MaxValue);
        var position = match.GetProperty("position");
        Assert.Equal($"\"{position.GetProperty("epoch")}-2-d{DelaySeconds}\"", tag);
        Assert.EndsWith($"-board-d{DelaySeconds}\"", boardTag, StringComparison.Ordinal);
        Assert.Equal(1, list.GetProperty("matches")[0].GetProperty("score").GetProperty("home").GetInt32());
        Assert.Equal(2, log.GetProperty("position").GetProperty("seq").GetInt32());
        Assert.Equal("m1", board.GetProperty("board").GetProperty("rows")[0].GetProperty("id").GetString());
        using var unchanged = new HttpRequestMessage(HttpMethod.Get, Delayed("v1/matches/m1"));
        unchanged.Headers.Add("If-None-Match", tag);
        Assert.Equal(HttpStatusCode.NotModified, (await _http.SendAsync(unchanged, Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_match_that_just_came_is_not_known_to_who_reads_far_behind()
    {
        using var answer = await _http.GetAsync(new Uri("v1/matches/m1?delaySeconds=120", UriKind.Relative), Cancel);
        using var list = await _http.GetAsync(new Uri("v1/matches?delaySeconds=120", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var listed = JsonDocument.Parse(await list.Content.ReadAsStringAsync(Cancel)).RootElement;
        Assert.Equal(0, listed.GetProperty("matches").GetArrayLength());
    }

    [Fact]
    public async Task Server_sent_events_come_their_delay_after_they_were_published_and_not_before()
    {
        var uri = new Uri($"v1/events?topic=score/m1&delay={DelaySeconds}", UriKind.Relative);
        using var answer = await _http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        var subscribed = await FrameAsync(reader, "subscribed");

        await _feed.AcceptedAsync(Goal);
        var delta = await FrameAsync(reader, "delta");

        var publishedMs = subscribed.GetProperty("baseMs").GetDouble() + delta.GetProperty("publishedMs").GetDouble();
        Assert.InRange(NowMs, publishedMs + (DelaySeconds * 1000), double.MaxValue);
        Assert.Equal(1, delta.GetProperty("score").GetProperty("score").GetProperty("home").GetInt32());
    }

    [Fact]
    public async Task The_sdk_asks_for_a_delay_and_converges_at_it()
    {
        await using var client = new FanoutClient(new FanoutClientOptions { Server = _server.Address });
        using var delayed = client.Match("m1", DelaySeconds);
        await delayed.WaitForAsync(static _ => true, Cancel);

        var before = NowMs;
        await _feed.AcceptedAsync(Goal);
        await delayed.WaitForAsync(static update => update.State.Head.Score?.Home == 1, Cancel);

        Assert.InRange(NowMs, before + (DelaySeconds * 1000), long.MaxValue);
        Assert.Equal(0, delayed.HashMismatchCount);
    }

    /// <summary>Asks behind live until the answer is this.</summary>
    private async Task<(JsonElement Answer, string? Tag)> UntilAsync(string path, Func<JsonElement, bool> holds)
    {
        for (var began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30);)
        {
            using var answer = await _http.GetAsync(Delayed(path), Cancel);
            var body = await answer.Content.ReadAsStringAsync(Cancel);
            if (answer.IsSuccessStatusCode && JsonDocument.Parse(body).RootElement is var read && holds(read))
                return (read, answer.Headers.ETag?.Tag);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
        }
        throw new InvalidOperationException($"{path} did not come to what was expected");
    }

    private static Uri Delayed(string path) =>
        new($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}delaySeconds={DelaySeconds}", UriKind.Relative);

    private static int Count(JsonElement answer, string list) =>
        answer.TryGetProperty(list, out var items) ? items.GetArrayLength() : 0;

    private static async Task<JsonElement> FrameAsync(StreamReader reader, string kind)
    {
        while (await reader.ReadLineAsync(Cancel) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal)
                && JsonDocument.Parse(line["data: ".Length..]).RootElement.TryGetProperty(kind, out var frame))
            {
                return frame;
            }
        }
        throw new InvalidOperationException($"the events ended before a {kind}");
    }
}
