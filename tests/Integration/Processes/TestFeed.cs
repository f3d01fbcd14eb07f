using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Fanout.Integration.Tests.Processes;

/// <summary>Pushes canonical events as a feed would.</summary>
public sealed class TestFeed(ServerProcess server, string name = "test") : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new() { BaseAddress = server.Address };
    private readonly HashSet<string> _known = [];

    /// <summary>Sends lines as NDJSON; returns the status and the answer's body.</summary>
    public async Task<(int Status, JsonElement Answer)> PushAsync(params string[] lines)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/feeds/{name}/events")
        {
            Content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.FeedKey) },
        };
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, JsonDocument.Parse(body).RootElement);
    }

    /// <summary>
    /// Sends lines and insists that every one was accepted. Returns once readers find their matches: an accepted event is in
    /// the log, and the node reads that a moment later.
    /// </summary>
    public async Task AcceptedAsync(params string[] lines)
    {
        var (status, answer) = await PushAsync(lines);
        Assert.True(status == 200 && answer.GetProperty("accepted").GetInt32() == lines.Length, $"{status}: {answer}");
        foreach (var match in lines.Select(MatchOf).Except(_known).ToArray())
        {
            await ReadableAsync(match);
            _known.Add(match);
        }
    }

    /// <summary>The event that makes a football match known.</summary>
    public static string Fixture(string match) => $$$"""
        {"id":"{{{match}}}-fixture","match":"{{{match}}}","at":"2026-11-22T17:00:00Z","fixture":{"sport":"football","competition":{"id":"c1","name":"Cup"},"home":{"id":"t1","name":"Reds"},"away":{"id":"t2","name":"Blues"},"start":"2026-11-22T18:00:00Z"}}
        """;

    private async Task ReadableAsync(string match)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            using var answer = await _http.GetAsync(new Uri($"v1/matches/{match}", UriKind.Relative), cancellation);
            if (answer.IsSuccessStatusCode)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellation);
        }
        throw new InvalidOperationException($"match {match} was accepted and is not known to readers within {Patience}");
    }

    /// <summary>The match that a line of canonical JSON is about.</summary>
    public static string MatchOf(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("match").GetString()!;
    }

    public void Dispose() => _http.Dispose();
}
