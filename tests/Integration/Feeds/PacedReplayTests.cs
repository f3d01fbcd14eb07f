using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Fanout.Client;
using Fanout.Client.Reading;
using Fanout.Integration.Tests.Processes;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Fanout.Services.Processes;

namespace Fanout.Integration.Tests.Feeds;

/// <summary>
/// Three recorded minutes of a match, replayed by a running server, out to an SDK client that follows every entry: in order,
/// apart as the recording says divided by the speed, and with the server's state hash. How long anything took is nobody's
/// assertion: the times are those that the server gave the events and received them at.
/// </summary>
public sealed class PacedReplayTests
{
    private static readonly string Path = System.IO.Path.Combine(AppContext.BaseDirectory, "Feeds", "three-minutes.ndjson");

    private static readonly IReadOnlyList<ScoreEvent> Recorded =
        [.. File.ReadLines(Path).Select(static line => ProtoJson.Read<ScoreEvent>(Encoding.UTF8.GetBytes(line)).Message)];

    private static string Match => Recorded[0].Match;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task As_fast_as_it_goes_it_comes_with_its_own_times_and_ends_as_it_does_offline()
    {
        await using var server = await StartAsync("0");
        var causes = await FollowedAsync(server);
        Assert.Equal(Recorded.Select(MsOf), causes.Select(static cause => cause.ProviderTimeMs));
        await (await Recording.OfAsync(Path)).ReachedAsync(server);
    }

    [Fact]
    public async Task Sixty_times_as_fast_its_events_are_a_sixtieth_apart()
    {
        await using var server = await StartAsync("60");
        var causes = await FollowedAsync(server);
        ArePaced(causes, from: 0, speed: 60);
        await (await Recording.OfAsync(Path)).ReachedInScoreAsync(server);
    }

    [Fact]
    public async Task At_the_speed_of_life_its_last_seconds_are_seconds_apart()
    {
        var last = MsOf(Recorded[^1]);
        var sought = DateTimeOffset.FromUnixTimeMilliseconds((long)last).AddSeconds(-12);
        await using var server = await StartAsync("1");
        await SeekAsync(server, sought);
        var causes = await FollowedAsync(server);
        var from = Recorded.Index().First(one => MsOf(one.Item) > sought.ToUnixTimeMilliseconds()).Index;
        Assert.InRange(Recorded.Count - from, 3, Recorded.Count - 3); // the jump passed over some, and some were waited for
        ArePaced(causes, from, speed: 1);
        await (await Recording.OfAsync(Path)).ReachedInScoreAsync(server);
    }

    /// <summary>Follows the match from its first entry to the last event of the recording; what made each entry.</summary>
    private static async Task<IReadOnlyList<Cause>> FollowedAsync(ServerProcess server)
    {
        var options = new FanoutClientOptions { Server = server.Address };
        using var reader = new FanoutReader(options);
        MatchDocument? known = null;
        await Eventually.TrueAsync($"{Match} is known", async () => (known = await reader.FindAsync(Match, Cancel)) is not null);
        await using var client = new FanoutClient(options);
        using var events = client.EventsFromStart(Match, known!.Position.Epoch);
        var causes = new List<Cause>();
        await foreach (var update in events.ReadAllAsync(Cancel))
        {
            if (update.Entry is not { Kind: EntryKind.Types.Value.Feed } entry)
                continue;
            Assert.Equal(entry.StateHash, update.State.Hash);
            causes.Add(entry.Cause);
            if (entry.Cause.EventId != Recorded[^1].Id)
                continue;
            var seen = (await reader.FindAsync(Match, Cancel))!;
            Assert.Equal((update.Position, update.State.Hash), (seen.Position, seen.StateHash));
            break;
        }
        Assert.Equal((0, 0), (events.HashMismatchCount, events.ResyncCount));
        Assert.Equal(Recorded.Select(static told => told.Id), causes.Select(static cause => cause.EventId));
        return causes;
    }

    /// <summary>
    /// Between two events lies what the recording says, divided by the speed, and none was received before its time: by the one
    /// clock that gave both.
    /// </summary>
    private static void ArePaced(IReadOnlyList<Cause> causes, int from, double speed)
    {
        for (var index = from + 1; index < causes.Count; index++)
        {
            var recorded = (MsOf(Recorded[index]) - MsOf(Recorded[from])) / speed;
            Assert.Equal(recorded, causes[index].ProviderTimeMs - causes[from].ProviderTimeMs, tolerance: 1); // times are whole milliseconds
            Assert.True(causes[index].ReceivedMs >= causes[index].ProviderTimeMs, $"{causes[index].EventId} came before its time");
        }
    }

    private static async Task SeekAsync(ServerProcess server, DateTimeOffset sought)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.EditorToken);
        using var answer = await http.PostAsJsonAsync("v1/feeds/one/replay", new { seek = sought, reason = "the last seconds" }, Cancel);
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
        Assert.True(answer.IsSuccessStatusCode, body.ToString());
        Assert.Equal("DONE", body.GetProperty("outcome").GetString());
    }

    private static Task<ServerProcess> StartAsync(string speed) => ServerProcess.StartAsync(
        new Dictionary<string, string>
        {
            ["FANOUT__FEEDS__one__TRANSPORT"] = "files",
            ["FANOUT__FEEDS__one__FORMAT"] = "canonical",
            ["FANOUT__FEEDS__one__FILES__PATH"] = Path,
            ["FANOUT__FEEDS__one__FILES__SPEED"] = speed,
        },
        "--dev");

    private static double MsOf(ScoreEvent told) => told.At.ToDateTimeOffset().ToUnixTimeMilliseconds();
}
