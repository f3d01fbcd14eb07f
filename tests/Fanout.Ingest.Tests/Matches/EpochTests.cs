using Fanout.Ingest.Normalising;
using Fanout.Log;
using Fanout.Log.InMemory;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Matches;

/// <summary>A new epoch restates every match: also those of which nothing is heard in it.</summary>
public sealed class EpochTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_has_restated_matches_where_the_log_has_them()
    {
        await using var log = await NewEpochAsync();

        var snapshot = await log.ReadSnapshotAsync(0, cancellationToken: Cancel);

        foreach (var match in snapshot!.Matches)
        {
            var page = await log.ReadMatchAsync(match.MatchId, MatchPosition.Start, 0, Cancel);
            Assert.Equal(page.Head, match.Position);
        }
    }

    [Fact]
    public async Task A_match_that_was_silent_in_a_new_epoch_goes_on_after_a_restart()
    {
        await using var log = await NewEpochAsync();
        await using var host = await IngestHost.StartAsync(log);

        var answers = await host.SendAsync("f1", Score("e3", "silent"));

        Assert.Equal(Outcome.Accepted, Assert.Single(answers).Outcome);
        Assert.Equal(1, (await IngestHost.StateAsync(log, "silent")).Score.Home);
    }

    [Fact]
    public async Task Times_in_a_snapshot_are_those_of_whoever_followed_the_entries()
    {
        await using var log = await NewEpochAsync(between: TimeSpan.FromDays(1));

        var snapshot = await log.ReadSnapshotAsync(0, cancellationToken: Cancel);

        foreach (var match in snapshot!.Matches)
        {
            var followed = MatchTimes.None;
            foreach (var entry in (await log.ReadMatchAsync(match.MatchId, MatchPosition.Start, 10, Cancel)).Entries)
                followed = followed.Observe(Status.Types.Value.Live, entry.PublishedMs);
            MatchTimes.Read(match.Public.Span, out var saved);
            Assert.Equal(followed.ChangedMs, saved.ChangedMs);
            Assert.Equal(followed.PlayedDays, saved.PlayedDays);
        }
    }

    /// <summary>
    /// A log in its second epoch, in which one of two matches was heard of, with a snapshot of its end.
    /// </summary>
    private static async Task<InMemoryEventLog> NewEpochAsync(TimeSpan between = default)
    {
        var clock = new ShiftedTime();
        await using var log = new InMemoryEventLog(1, clock);
        await using (var first = await IngestHost.StartAsync(log))
            await first.SendAsync("f1", Fixture("e1", "silent"), Fixture("e2", "heard"));
        clock.Shift = between;
        var copy = log.Fork("run-2");
        await using (var second = await IngestHost.StartAsync(copy))
            await second.SendAsync("f1", Score("e4", "heard"));
        return copy;
    }

    private static string Fixture(string id, string match) =>
        $$"""{"id":"{{id}}","match":"{{match}}","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"},"status":{"status":"LIVE"} }""";

    private static string Score(string id, string match) =>
        $$"""{"id":"{{id}}","match":"{{match}}","at":"2026-11-22T18:00:01Z","score":{"home":1,"away":0} }""";

    /// <summary>The system's time, but of another day.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}
