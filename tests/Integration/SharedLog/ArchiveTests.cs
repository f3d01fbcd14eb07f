using System.Text.Json;
using Fanout.Integration.Tests.Processes;
using Fanout.Services.Postgres;
using Fanout.Services.Processes;
using Fanout.Services.Redis;

namespace Fanout.Integration.Tests.SharedLog;

/// <summary>A server with a log on Redis and its archive in PostgreSQL: what readers see of the past.</summary>
public sealed class ArchiveTests
{
    private const string Match = "m1";

    [Fact]
    public async Task History_stays_readable_after_Redis_lost_everything()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        await using var server = await StartAsync(redis, postgres);
        using var feed = new TestFeed(server);
        await feed.AcceptedAsync(TestFeed.Fixture(Match), Goal(1), Goal(2), Goal(3));
        await Eventually.EqualAsync("4", () => ArchivedAsync(postgres));

        await redis.SendAsync("FLUSHALL");

        await Eventually.EqualAsync(200, async () => (await feed.PushAsync(Goal(4))).Status);
        // The four from before, then the state that the new epoch begins with. What was under way when the old one ended is
        // in that state, and its own number is one that nothing stands under.
        await Eventually.TrueAsync("the past is there, and goes on", async () =>
            await LoggedAsync(server) is "1 2 3 4 5" or "1 2 3 4 6");
        await Eventually.EqualAsync(4, () => GoalsAsync(server));
    }

    [Fact]
    public async Task The_archive_verifies_and_agrees_with_Redis_and_no_password_is_printed()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        await using var server = await StartAsync(redis, postgres);
        using var feed = new TestFeed(server);
        await feed.AcceptedAsync(TestFeed.Fixture(Match), Goal(1), Goal(2));
        await Eventually.EqualAsync("3", () => ArchivedAsync(postgres));

        var environment = new Dictionary<string, string> { ["FANOUT_POSTGRES_PASSWORD"] = PostgresServer.Password };
        var verified = await FinishedProcess.RunAsync(
            "fanout.dll", environment,
            "log", "verify", "--postgres", postgres.ConnectionWithoutPassword, "--redis", redis.EndPoint);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        Assert.Contains("nothing is wrong", verified.Output, StringComparison.Ordinal);

        environment["FANOUT_POSTGRES_PASSWORD"] = "another-secret";
        var refused = await FinishedProcess.RunAsync(
            "fanout.dll", environment, "log", "verify", "--postgres", postgres.ConnectionWithoutPassword);
        Assert.Equal(7, refused.ExitCode);
        Assert.Contains("password authentication failed", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("another-secret", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, server.Output, StringComparison.Ordinal);
    }

    private static Task<ServerProcess> StartAsync(RedisServer redis, PostgresServer postgres) => ServerProcess.StartAsync(
        new Dictionary<string, string> { ["FANOUT__POSTGRES"] = postgres.Connection }, "--dev", "--redis", redis.EndPoint);

    private static string Goal(int number) => $$$"""
        {"id":"g{{{number}}}","match":"{{{Match}}}","at":"2026-11-22T18:{{{number:00}}}:00Z","score":{"home":{{{number}}},"away":0}}
        """;

    /// <summary>How many public entries of the match the archive has.</summary>
    private static async Task<string?> ArchivedAsync(PostgresServer postgres)
    {
        var there = await postgres.QueryAsync("SELECT to_regclass('fanout.entries') IS NOT NULL");
        if (there is not ["t"])
            return null;
        var rows = await postgres.QueryAsync(
            $"SELECT count(*) FROM fanout.entries WHERE match_id = '{Match}' AND match_sequence > 0");
        return rows[0];
    }

    private static async Task<int> GoalsAsync(ServerProcess server)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        var body = await http.GetStringAsync(
            new Uri($"v1/matches/{Match}", UriKind.Relative), TestContext.Current.CancellationToken);
        return JsonDocument.Parse(body).RootElement.GetProperty("match").GetProperty("score").GetProperty("home").GetInt32();
    }

    /// <summary>The sequences that <c>GET …/log</c> has from the start.</summary>
    private static async Task<string> LoggedAsync(ServerProcess server)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var answer = await http.GetAsync(
            new Uri($"v1/matches/{Match}/log", UriKind.Relative), TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode
            ? string.Join(' ', JsonDocument.Parse(body).RootElement.GetProperty("entries").EnumerateArray()
                .Select(static entry => entry.GetProperty("seq").GetInt32()))
            : body;
    }
}
