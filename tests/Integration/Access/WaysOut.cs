using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Access;

/// <summary>All ways by which a score leaves a server, tried by one reader.</summary>
/// <param name="server">The server.</param>
/// <param name="token">The reader's; null: none.</param>
internal sealed class WaysOut(ServerProcess server, string? token) : IDisposable
{
    public static readonly string[] Topics =
        ["match/m1", "match/m2", "score/m1", "score/m2", "events/m1", "events/m2", "board/live", "board/sport/football"];

    private readonly HttpClient _http = new() { BaseAddress = server.Address };

    public void Dispose() => _http.Dispose();

    /// <summary>Ids of the matches that it is shown in the list; null where it is shown no list.</summary>
    public async Task<IReadOnlyList<string>?> ListAsync()
    {
        var (status, body) = await GetAsync("v1/matches");
        return status != HttpStatusCode.OK
            ? null
            : [.. JsonDocument.Parse(body).RootElement.GetProperty("matches").EnumerateArray()
                .Select(static row => row.GetProperty("id").GetString()!)];
    }

    /// <summary>What HTTP answers for a topic; null where a topic is not read by HTTP.</summary>
    public async Task<HttpStatusCode?> HttpAsync(string topic)
    {
        var (kind, name) = (topic[..topic.IndexOf('/', StringComparison.Ordinal)], topic[(topic.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        return kind switch
        {
            "match" => (await GetAsync($"v1/matches/{name}")).Status,
            "events" => (await GetAsync($"v1/matches/{name}/log")).Status,
            "board" => (await GetAsync($"v1/boards/{name}")).Status,
            _ => null,
        };
    }

    /// <summary>The first frame of a topic by server-sent events: <c>subscribed</c>, or the code of an error or of HTTP.</summary>
    public async Task<string> ServerSentAsync(string topic)
    {
        using var request = Request($"v1/events?topic={topic}");
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        if (!answer.IsSuccessStatusCode)
            return answer.StatusCode.ToString();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
                return WordFor(JsonDocument.Parse(line["data:".Length..]).RootElement.EnumerateObject().Single());
        }
        return "nothing";
    }

    /// <summary>The same of every topic over one WebSocket, in their order; or the code that it is closed with.</summary>
    public async Task<IReadOnlyList<string>> StreamAsync()
    {
        using var socket = await JsonSocket.ConnectAsync(server);
        try
        {
            if (token is not null)
                await socket.SendAsync(JsonSerializer.Serialize(new { hello = new { token } }));
            await socket.SendAsync(JsonSerializer.Serialize(new { subscribe = new { topics = Topics.Select(static topic => new { topic }) } }));
            var words = new Dictionary<string, string>();
            while (words.Count < Topics.Length)
            {
                var (kind, frame) = await socket.ReceiveAsync();
                if (kind is "subscribed" or "error")
                    words[frame.GetProperty("topic").GetString()!] = kind == "error" ? frame.GetProperty("code").GetString()! : kind;
                else if (kind == "goodbye")
                    return [frame.GetProperty("code").ToString()];
            }
            return [.. Topics.Select(topic => words[topic])];
        }
        catch (WebSocketException)
        {
            return ["cut"];
        }
    }

    /// <summary>Ids of the matches on a board, by each way that it leaves by.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> RowsAsync(string board)
    {
        var (_, body) = await GetAsync($"v1/boards/{board["board/".Length..]}");
        using var socket = await JsonSocket.ConnectAsync(server);
        await socket.SendAsync(JsonSerializer.Serialize(new { hello = new { token } }));
        await socket.SendAsync(JsonSerializer.Serialize(new { subscribe = new { topics = new[] { new { topic = board } } } }));
        var snapshot = await socket.ReceiveAsync("snapshot");
        var events = await EventsAsync(board, "snapshot");
        return [IdsOf(JsonDocument.Parse(body).RootElement), IdsOf(snapshot), IdsOf(events)];
    }

    private static IReadOnlyList<string> IdsOf(JsonElement document) => document.GetProperty("board").TryGetProperty("rows", out var rows)
        ? [.. rows.EnumerateArray().Select(static row => row.GetProperty("id").GetString()!)]
        : [];

    /// <summary>Reads a topic by server-sent events until the server ends them; returns the code that it ends them with.</summary>
    public async Task<int> EndOfEventsAsync(string topic) => (await EventsAsync(topic, "goodbye")).GetProperty("code").GetInt32();

    private async Task<JsonElement> EventsAsync(string topic, string kind)
    {
        using var request = Request($"v1/events?topic={topic}");
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (!line.StartsWith("data:", StringComparison.Ordinal))
                continue;
            var frame = JsonDocument.Parse(line["data:".Length..]).RootElement.EnumerateObject().Single();
            if (frame.Name == kind)
                return frame.Value;
        }
        throw new InvalidOperationException($"{topic}: the events ended before a {kind}");
    }

    private static string WordFor(JsonProperty frame) =>
        frame.Name == "error" ? frame.Value.GetProperty("code").GetString()! : frame.Name;

    private async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var request = Request(path);
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private HttpRequestMessage Request(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}
