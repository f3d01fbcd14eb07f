using System.Net;
using System.Text.Json;
using Fanout.Ingest.Alarms;
using Fanout.Ingest.Editors;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Editors;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log;
using Fanout.Log.InMemory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Ingest.Tests.Alarms;

/// <summary><c>GET /v1/alarms</c>, by the clock of the test.</summary>
public sealed class AlarmsEndpointTests
{
    private const string Fixture =
        """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football","home":{"name":"Reds"},"away":{"name":"Blues"}}}""";

    private const string HalfTime =
        """{"id":"e2","match":"m1","at":"2026-11-22T18:47:00Z","status":{"status":"BREAK"},"phase":{"phase":"HT"}}""";

    private const string Live =
        """{"id":"l1","match":"m2","at":"2026-11-22T18:00:00Z","fixture":{"sport":"tennis"},"status":{"status":"LIVE"}}""";

    private static readonly DateTimeOffset Begin = new(2026, 11, 22, 18, 47, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Begin);

    [Fact]
    public async Task What_lasts_too_long_is_listed_after_a_restart_as_before_until_it_is_over()
    {
        await using var log = new InMemoryEventLog(4, TimeProvider.System);
        JsonElement before;
        await using (var first = await StartAsync(log))
        {
            await SendAsync(first, Fixture, HalfTime);
            Assert.Empty(await AlarmsAsync(first));
            _time.Advance(TimeSpan.FromMinutes(40));
            before = Assert.Single(await UntilAsync(first, count: 1));
        }
        Assert.Equal(("BREAK_TOO_LONG", "m1", "Reds – Blues", "f1", "BREAK, phase HT"), (
            Text(before, "kind"), Text(before, "match"), Text(before, "title"), Text(before, "feed"), Text(before, "what")));
        Assert.Equal((Begin.ToUnixTimeMilliseconds(), 2_400_000), (Number(before, "sinceMs"), Number(before, "limitMs")));
        Assert.InRange(Number(before, "valueMs"), 2_400_000, 2_460_000);

        await using var second = await StartAsync(log);
        var after = Assert.Single(await AlarmsAsync(second));
        Assert.Equal((Number(before, "sinceMs"), "BREAK_TOO_LONG"), (Number(after, "sinceMs"), Text(after, "kind")));
        await SendAsync(
            second, """{"id":"e3","match":"m1","at":"2026-11-22T19:30:00Z","status":{"status":"FINAL"}}""");
        await UntilAsync(second, count: 0);
    }

    [Fact]
    public async Task A_silent_feed_is_listed_and_whoever_asks_may_narrow_it_down()
    {
        await using var log = new InMemoryEventLog(4, TimeProvider.System);
        await using var server = await StartAsync(log);
        await SendAsync(server, Fixture, HalfTime, Live);
        _time.Advance(TimeSpan.FromMinutes(41));

        var all = await UntilAsync(server, count: 2);

        Assert.Equal([("BREAK_TOO_LONG", "m1"), ("FEED_SILENT", "m2")], all.Select(static one => (Text(one, "kind"), Text(one, "match"))));
        Assert.Equal("m2", Text(Assert.Single(await AlarmsAsync(server, "?kind=FEED_SILENT")), "match"));
        Assert.Equal("m1", Text(Assert.Single(await AlarmsAsync(server, "?match=m1&feed=f1")), "match"));
        Assert.Empty(await AlarmsAsync(server, "?feed=f2"));
        var (_, one) = await server.GetAsync("v1/alarms?limit=1", EditorRole.Viewer);
        Assert.Equal((1, true), (one.GetProperty("alarms").GetArrayLength(), one.GetProperty("more").GetBoolean()));
    }

    [Theory]
    [InlineData("?limit=0", EditorRole.Viewer, HttpStatusCode.BadRequest)]
    [InlineData("?limit=501", EditorRole.Viewer, HttpStatusCode.BadRequest)]
    [InlineData("?kind=TOO_LOUD", EditorRole.Viewer, HttpStatusCode.BadRequest)]
    [InlineData("?kind=UNSPECIFIED", EditorRole.Viewer, HttpStatusCode.BadRequest)]
    [InlineData("", null, HttpStatusCode.Unauthorized)]
    [InlineData("", EditorRole.Viewer, HttpStatusCode.OK)]
    public async Task A_list_is_for_viewers_who_say_what_there_is(string query, EditorRole? role, HttpStatusCode status)
    {
        await using var log = new InMemoryEventLog(4, TimeProvider.System);
        await using var server = await StartAsync(log);

        Assert.Equal(status, (await server.GetAsync($"v1/alarms{query}", role)).Status);
    }

    private static string? Text(JsonElement one, string member) => one.GetProperty(member).GetString();

    private static double Number(JsonElement one, string member) => one.GetProperty(member).GetDouble();

    private static async Task SendAsync(EditorServer server, params string[] lines)
    {
        var result = await server.Ingest.AcceptAsync("f1", IngestHost.Events(lines), TestContext.Current.CancellationToken);
        Assert.All(result.Answers, static answer => Assert.Equal(Outcome.Accepted, answer.Outcome));
    }

    private static async Task<List<JsonElement>> AlarmsAsync(EditorServer server, string query = "")
    {
        var (status, list) = await server.GetAsync($"v1/alarms{query}", EditorRole.Viewer);
        Assert.Equal(HttpStatusCode.OK, status);
        return [.. list.GetProperty("alarms").EnumerateArray()];
    }

    private Task<EditorServer> StartAsync(IEventLog log) => EditorServer.StartAsync(
        log,
        services => services.AddSingleton<TimeProvider>(_time).AddIngest().AddAlarms(),
        static app => app.MapAlarms());

    /// <summary>Lets second after second pass until so many are listed.</summary>
    private async Task<List<JsonElement>> UntilAsync(EditorServer server, int count)
    {
        List<JsonElement> alarms = [];
        await IngestHost.EventuallyAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            alarms = await AlarmsAsync(server);
            return alarms.Count == count;
        });
        return alarms;
    }
}
