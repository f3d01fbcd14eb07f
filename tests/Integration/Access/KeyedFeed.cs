using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Access;

/// <summary>A feed of a server that is not open to everybody: it shows a key of its own.</summary>
internal sealed class KeyedFeed : IDisposable
{
    private readonly HttpClient _http;
    private int _lastEvent;

    public KeyedFeed(ServerProcess server, IssuerKey issuer)
    {
        _http = new HttpClient { BaseAddress = server.Address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Settings["FANOUT__PUSH__KEYS__test__0"]);
    }

    /// <summary>Sends events as lines of JSON, and insists that each is accepted.</summary>
    public async Task PushAsync(params string[] lines)
    {
        using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        using var answer = await _http.PostAsync(
            new Uri("v1/feeds/test/events", UriKind.Relative), content, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith($"{{\"accepted\":{lines.Length},", body, StringComparison.Ordinal);
    }

    /// <summary>A match that is being played, at 1:0.</summary>
    public Task PlayAsync(string match) => PushAsync(
        TestFeed.Fixture(match).Trim(),
        Event(match, """ "status":{"status":"LIVE"},"phase":{"phase":"1H"},"score":{"home":1,"away":0} """));

    /// <summary>Another score of it.</summary>
    public Task ScoreAsync(string match, int home) => PushAsync(Event(match, $$$""" "score":{"home":{{{home}}},"away":0} """));

    public void Dispose() => _http.Dispose();

    /// <summary>An event that is later than those before.</summary>
    /// <param name="match">The match.</param>
    /// <param name="members">What the event says beside who says it of what, and when.</param>
    public string Event(string match, string members)
    {
        var number = ++_lastEvent;
        return $$"""{"id":"n{{number}}","match":"{{match}}","at":"2026-11-22T18:{{number / 60:00}}:{{number % 60:00}}Z",{{members.Trim()}}}""";
    }
}
