using Fanout.Ingest.Normalising;
using Fanout.Log;
using Fanout.Log.InMemory;

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

    /// <summary>
    /// A log in its second epoch, in which one of two matches was heard of, with a snapshot of its end.
    /// </summary>
    private static async Task<InMemoryEventLog> NewEpochAsync()
    {
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        await using (var first = await IngestHost.StartAsync(log))
            await first.SendAsync("f1", Fixture("e1", "silent"), Fixture("e2", "heard"));
        var copy = log.Fork("run-2");
        await using (var second = await IngestHost.StartAsync(copy))
            await second.SendAsync("f1", Score("e4", "heard"));
        return copy;
    }

    private static string Fixture(string id, string match) =>
        $$"""{"id":"{{id}}","match":"{{match}}","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"} }""";

    private static string Score(string id, string match) =>
        $$"""{"id":"{{id}}","match":"{{match}}","at":"2026-11-22T18:00:01Z","score":{"home":1,"away":0} }""";
}
