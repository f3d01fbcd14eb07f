using Fanout.Ingest.Normalising;
using Fanout.Log.InMemory;
using Fanout.Protocol.Messages;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Ingest.Tests.Matches;

/// <summary>What nobody asked for, decided twice, or decided again after a restart.</summary>
public sealed class OwnDecisionTests
{
    private const string Fixture = """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"}}""";
    private const string Live = """{"id":"e2","match":"m1","at":"2026-11-22T18:00:01Z","status":{"status":"LIVE"}}""";
    private const string Goal = """{"id":"g","match":"77","at":"2026-11-22T18:00:02Z","score":{"home":1,"away":0}}""";
    private const string Named =
        """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football","ids":[{"feed":"f2","id":"77"}]}}""";

    private static readonly DateTimeOffset Evening = new(2026, 11, 22, 18, 0, 10, TimeSpan.Zero);

    [Fact]
    public async Task A_match_may_fall_silent_twice_since_the_same_moment()
    {
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        var time = new FakeTimeProvider(Evening);
        await using (var first = await IngestHost.StartAsync(log, time))
        {
            await first.SendAsync("f1", Fixture, Live);
            await StaleAsync(log, time, count: 1);
        }
        // Its clock is behind that of the first: what it hears is not the last that was heard.
        var late = new FakeTimeProvider(Evening - TimeSpan.FromMinutes(10));
        await using var second = await IngestHost.StartAsync(log, late);
        await second.SendAsync("f1", Live.Replace("e2", "e3", StringComparison.Ordinal));
        Assert.Equal(0, (await IngestHost.StateAsync(log, "m1")).Feed.StaleSinceMs);

        await StaleAsync(log, late, count: 2);

        Assert.Equal(Evening.ToUnixTimeMilliseconds(), (await IngestHost.StateAsync(log, "m1")).Feed.StaleSinceMs);
        var next = await second.SendAsync("f1", Live.Replace("e2", "e4", StringComparison.Ordinal));
        Assert.Equal(Outcome.Accepted, next[0].Outcome);
        Assert.Equal(0, second.Count("fanout.ingest.tenures.ended"));
    }

    [Fact]
    public async Task A_hand_over_that_broke_off_is_finished_though_the_match_has_forgotten_it()
    {
        var time = new FakeTimeProvider(Evening);
        await using var log = new InMemoryEventLog(1, time);
        await using (var first = await IngestHost.StartAsync(log, time))
        {
            await first.SendAsync("f2", Goal);
            await first.SendAsync("f1", Named);
        }
        await CutLog.HandOverAsync(log, "f2", Goal, "m1"); // given to the one match, not yet taken from the other
        await CutLog.ForgetAsync(log);

        await using var second = await IngestHost.StartAsync(log, time);
        await IngestHost.EventuallyAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return (await IngestHost.EntriesAsync(log, "77")).Any(IngestHost.Releases);
        });

        Assert.Equal(0, second.Count("fanout.ingest.tenures.ended"));
        var given = (await IngestHost.EntriesAsync(log, "m1"))
            .Where(entry => entry.Key.StartsWith("adopt/", StringComparison.Ordinal));
        Assert.Single(given);
        Assert.Equal(1, (await IngestHost.StateAsync(log, "m1")).Score.Home);
    }

    [Fact]
    public async Task What_was_handed_to_one_match_is_handed_to_the_next_as_well()
    {
        var time = new FakeTimeProvider(Evening);
        await using var log = new InMemoryEventLog(1, time);
        await using (var first = await IngestHost.StartAsync(log, time)) await first.SendAsync("f2", Goal);
        await CutLog.HandOverAsync(log, "f2", Goal, "m0"); // what it was called by then

        await using var second = await IngestHost.StartAsync(log, time);
        await second.SendAsync("f1", Named);

        await IngestHost.EventuallyAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return (await IngestHost.StateAsync(log, "m1")).Score?.Home == 1;
        });
    }

    private static Task StaleAsync(InMemoryEventLog log, FakeTimeProvider time, int count) =>
        IngestHost.EventuallyAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return (await IngestHost.EntriesAsync(log, "m1"))
                .Count(entry => LoggedChange.Parser.ParseFrom(entry.Public.Span).Delta?.Feed?.StaleSinceMs > 0) == count;
        });
}
