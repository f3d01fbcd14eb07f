using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Access;

/// <summary>The home side's score of one match by every way that it leaves a server by, as one reader is shown it.</summary>
internal sealed class ScoreWays(ServerProcess server, string token, string match) : IDisposable
{
    private static readonly string[] Documents = ["v1/matches/{0}", "v1/boards/live"];

    private readonly HttpClient _http = new() { BaseAddress = server.Address };
    private readonly Dictionary<string, (EntityTagHeaderValue Tag, int? Home)> _known = [];
    private Dictionary<string, int?> _shown = [];
    private JsonElement _position;

    private string[] Topics => [$"match/{match}", $"score/{match}", $"events/{match}", "board/live", "board/sport/football"];

    /// <summary>Where this reader stood when it was shown it last.</summary>
    public Standing Stands { get; private set; } = null!;

    /// <summary>What it is shown, by way; null where a way shows no score. Also to one who claims to have something newer.</summary>
    /// <param name="newest">Where a reader stands who is not behind live, to be claimed; null: nothing is claimed.</param>
    /// <param name="newestHome">The score that that one has.</param>
    /// <param name="suffix">What entity tags of this reader end with.</param>
    public async Task<IReadOnlyDictionary<string, int?>> ReadAsync(Standing? newest = null, int newestHome = 0, string suffix = "")
    {
        _shown = [];
        await ReadDocumentsAsync(newest, newestHome, suffix);
        await ReadListAsync();
        await ReadLogAsync(newest, newestHome);
        await ReadStreamAsync("stream", newest: null, newestHome);
        var eventId = await ReadEventsAsync("events", lastEventId: null, newestHome);
        if (newest is not null)
        {
            await ReadStreamAsync("stream from what is newest", newest, newestHome);
            await ReadEventsAsync("events from what is newest", newest.EventId, newestHome);
        }
        Stands = new Standing(_known.ToDictionary(static known => known.Key, static known => known.Value.Tag.Tag.Trim('"')), _position, eventId);
        return _shown;
    }

    public void Dispose() => _http.Dispose();

    private async Task ReadDocumentsAsync(Standing? newest, int newestHome, string suffix)
    {
        foreach (var document in Documents)
        {
            var path = string.Format(System.Globalization.CultureInfo.InvariantCulture, document, match);
            using var answer = await GetAsync(path, tag: null);
            var home = await HomeInAsync(answer);
            _shown[path] = home;
            if (_known.TryGetValue(path, out var before))
            {
                using var again = await GetAsync(path, before.Tag);
                _shown[$"{path} if it is not {before.Tag}"] = again.StatusCode == HttpStatusCode.NotModified ? before.Home : await HomeInAsync(again);
            }
            if (newest is not null)
            {
                using var claimed = await GetAsync(path, new EntityTagHeaderValue($"\"{newest.Tags[path]}{suffix}\""));
                _shown[$"{path} if it is not the newest"] = claimed.StatusCode == HttpStatusCode.NotModified ? newestHome : await HomeInAsync(claimed);
            }
            if (answer.Headers.ETag is { } tag)
                _known[path] = (tag, home);
        }
    }

    private async Task ReadListAsync()
    {
        using var answer = await GetAsync("v1/matches?status=LIVE", tag: null);
        _shown["v1/matches"] = await HomeInAsync(answer);
    }

    /// <summary>The log says by where it ends, and by what it says to who stands further on, what there is.</summary>
    private async Task ReadLogAsync(Standing? newest, int newestHome)
    {
        using var answer = await GetAsync($"v1/matches/{match}/log", tag: null);
        _shown["log"] = await HomeInAsync(answer);
        if (newest is null)
            return;
        var (epoch, seq) = (newest.Position.GetProperty("epoch"), newest.Position.GetProperty("seq"));
        using var after = await GetAsync($"v1/matches/{match}/log?after={epoch}-{seq}", tag: null);
        _shown["log after what is newest"] = after.StatusCode switch
        {
            HttpStatusCode.OK => newestHome,
            HttpStatusCode.BadRequest => newestHome - 1, // there is no such position
            _ => null,
        };
    }

    private async Task ReadStreamAsync(string way, Standing? newest, int newestHome)
    {
        using var socket = await JsonSocket.ConnectAsync(server);
        await socket.SendAsync(JsonSerializer.Serialize(new { hello = new { token } }));
        var topics = Topics.Select(topic => newest is null || topic.StartsWith("board/", StringComparison.Ordinal)
            ? (object)new { topic }
            : new { topic, position = newest.Position });
        await socket.SendAsync(JsonSerializer.Serialize(new { subscribe = new { topics } }));
        await TakeAsync(way, newestHome, socket.ReceiveAsync);
    }

    /// <summary>Returns the id of the last event.</summary>
    private async Task<string> ReadEventsAsync(string way, string? lastEventId, int newestHome)
    {
        using var request = Request($"v1/events?{string.Join('&', Topics.Select(static topic => $"topic={topic}"))}");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var id = "";
        await TakeAsync(way, newestHome, async () =>
        {
            while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                    id = line["id: ".Length..];
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                    return JsonDocument.Parse(line["data: ".Length..]).RootElement.EnumerateObject().Select(static frame => (frame.Name, frame.Value)).Single();
            }
            throw new InvalidOperationException($"{way}: the events ended");
        });
        return id;
    }

    /// <summary>Reads until each topic was answered, and shown where the answer says that something follows.</summary>
    private async Task TakeAsync(string way, int newestHome, Func<Task<(string Kind, JsonElement Frame)>> next)
    {
        var names = new Dictionary<uint, string>();
        for (var left = Topics.Length; left > 0;)
        {
            var (kind, frame) = await next();
            switch (kind)
            {
                case "subscribed":
                    var (topic, answer) = (frame.GetProperty("topic").GetString()!, frame.GetProperty("answer").GetString());
                    names[frame.GetProperty("topicId").GetUInt32()] = topic;
                    if (topic.StartsWith("match/", StringComparison.Ordinal))
                        _position = frame.GetProperty("position").Clone();
                    Assert.True(answer is "UP_TO_DATE" or "SNAPSHOT", $"{way}: {topic} is answered by {answer}");
                    if (answer != "UP_TO_DATE")
                        break;
                    _shown[$"{way}: {topic}"] = newestHome; // it has what it claims to have
                    left--;
                    break;
                case "snapshot":
                    _shown[$"{way}: {names[frame.GetProperty("topicId").GetUInt32()]}"] = HomeIn(frame);
                    left--;
                    break;
                case "error":
                    _shown[$"{way}: {frame.GetProperty("topic")}"] = null;
                    left--;
                    break;
                case "goodbye":
                    throw new InvalidOperationException($"{way}: {frame}");
            }
        }
    }

    private static async Task<int?> HomeInAsync(HttpResponseMessage answer) => answer.StatusCode == HttpStatusCode.OK
        ? HomeIn(JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement)
        : null;

    /// <summary>The last score anywhere in a document that tells of one match.</summary>
    private static int? HomeIn(JsonElement element)
    {
        int? last = null;
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                last = HomeIn(item) ?? last;
        }
        if (element.ValueKind != JsonValueKind.Object)
            return last;
        foreach (var member in element.EnumerateObject())
        {
            last = member.Name == "home" && member.Value.ValueKind == JsonValueKind.Number
                ? member.Value.GetInt32()
                : HomeIn(member.Value) ?? last;
        }
        return last;
    }

    private async Task<HttpResponseMessage> GetAsync(string path, EntityTagHeaderValue? tag)
    {
        using var request = Request(path);
        if (tag is not null)
            request.Headers.IfNoneMatch.Add(tag);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private HttpRequestMessage Request(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}

/// <summary>Where a reader stands, as it may claim when it comes again.</summary>
/// <param name="Tags">Entity tags without quotes, by path.</param>
/// <param name="Position">In the match.</param>
/// <param name="EventId">Of the last server-sent event.</param>
internal sealed record Standing(IReadOnlyDictionary<string, string> Tags, JsonElement Position, string EventId);
