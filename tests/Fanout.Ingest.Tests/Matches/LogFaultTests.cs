using Fanout.Ingest.Normalising;
using Fanout.Log.InMemory;

namespace Fanout.Ingest.Tests.Matches;

public sealed class LogFaultTests
{
    private const string Fixture = """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"}}""";
    private const string Goal = """{"id":"e2","match":"m1","at":"2026-11-22T18:00:01Z","score":{"home":1,"away":0}}""";

    [Fact]
    public async Task What_the_log_did_not_take_is_undone_and_tried_again()
    {
        await using var log = new FaultyLog(new InMemoryEventLog(1, TimeProvider.System));
        await using var host = await IngestHost.StartAsync(log);
        await host.SendAsync("f1", Fixture);

        log.FailNextAppend();
        var answers = await host.SendAsync("f1", Goal);

        Assert.Equal(Outcome.Accepted, answers[0].Outcome);
        Assert.Equal([1u, 2u], (await IngestHost.EntriesAsync(log, "m1")).Select(entry => entry.MatchSequence));
        Assert.Equal(1, (await IngestHost.StateAsync(log, "m1")).Score.Home);
    }

    [Fact]
    public async Task A_lost_reply_leaves_one_entry()
    {
        await using var log = new FaultyLog(new InMemoryEventLog(1, TimeProvider.System));
        await using var host = await IngestHost.StartAsync(log);
        await host.SendAsync("f1", Fixture);

        log.LoseNextReply();
        var answers = await host.SendAsync("f1", Goal);

        Assert.Equal(Outcome.Accepted, answers[0].Outcome);
        Assert.Equal(2, (await IngestHost.EntriesAsync(log, "m1")).Count);
    }

    [Fact]
    public async Task What_the_log_remembers_of_an_id_is_final_when_the_match_has_forgotten_it()
    {
        await using var log = new FaultyLog(new InMemoryEventLog(1, TimeProvider.System));
        await using (var first = await IngestHost.StartAsync(log)) await first.SendAsync("f1", Fixture, Goal);
        await CutLog.ForgetAsync(log);
        await using var host = await IngestHost.StartAsync(log);
        const string Next = """{"id":"e3","match":"m1","at":"2026-11-22T18:00:02Z","score":{"home":1,"away":1}}""";

        var same = await host.SendAsync("f1", Goal, Next);
        var other = await host.SendAsync("f1", Goal.Replace("\"home\":1", "\"home\":5", StringComparison.Ordinal));

        Assert.Equal([Outcome.Duplicate, Outcome.Accepted], same.Select(answer => answer.Outcome));
        Assert.Equal(Verdict.IdReused, other[0].Reason);
        var score = (await IngestHost.StateAsync(log, "m1")).Score;
        Assert.Equal((1, 1), (score.Home, score.Away));
    }

    [Fact]
    public async Task A_match_that_has_forgotten_costs_the_other_matches_of_its_partition_no_reads()
    {
        await using var log = new FaultyLog(new InMemoryEventLog(1, TimeProvider.System));
        await using (var first = await IngestHost.StartAsync(log)) await first.SendAsync("f1", Fixture, Goal);
        await CutLog.ForgetAsync(log);
        await using var host = await IngestHost.StartAsync(log);
        var others = new[] { Fixture, Goal }
            .Select(line => line.Replace("m1", "m2", StringComparison.Ordinal).Replace("\"e", "\"other", StringComparison.Ordinal))
            .ToArray();
        var fixture = await host.SendAsync("f1", others[0]); // not in memory: the log is asked whether it retired
        var asked = log.KeysAsked;

        var goal = await host.SendAsync("f1", others[1]);

        Assert.All([fixture[0], goal[0]], answer => Assert.Equal(Outcome.Accepted, answer.Outcome));
        Assert.Equal(asked, log.KeysAsked);
        var reused = await host.SendAsync("f1", Goal.Replace("m1", "m2", StringComparison.Ordinal));
        Assert.Equal(Verdict.IdReused, Assert.Single(reused).Reason);
    }

    [Fact]
    public async Task What_the_log_took_beside_an_event_that_it_refused_is_answered_as_it_was_decided()
    {
        await using var log = new FaultyLog(new InMemoryEventLog(1, TimeProvider.System));
        await using (var first = await IngestHost.StartAsync(log)) await first.SendAsync("f1", Fixture, Goal);
        await CutLog.ForgetAsync(log); // that Goal's id is m1's, only the keys of the log know
        await using var host = await IngestHost.StartAsync(log);
        await host.SendAsync("f1", """{"id":"o1","match":"m2","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"}}""");

        var answers = await host.SendAsync(
            "f1",
            """{"id":"o2","match":"m2","at":"2026-11-22T18:00:01Z","score":{"home":1,"away":0}}""",
            """{"id":"o3","match":"m2","at":"2026-11-22T18:00:01Z","void":{"incident":"none"}}""",
            Goal.Replace("m1", "m2", StringComparison.Ordinal),
            """{"id":"o4","match":"m2","at":"2026-11-22T18:00:02Z","score":{"home":1,"away":1}}""");

        Assert.Equal(
            [Outcome.Accepted, Outcome.Quarantined, Outcome.Rejected, Outcome.Accepted],
            answers.Select(static answer => answer.Outcome));
        Assert.Equal(
            (QuarantineReason.UnknownIncident, Verdict.IdReused), (answers[1].Reason, answers[2].Reason));
        Assert.Equal(4, (await IngestHost.EntriesAsync(log, "m2")).Count);
    }

    [Fact]
    public async Task A_fixture_whose_held_events_were_not_replayed_is_made_up_for_at_the_next_start()
    {
        await using var log = new FaultyLog(new InMemoryEventLog(1, TimeProvider.System));
        await using (var first = await IngestHost.StartAsync(log)) await first.SendAsync("f1", Goal);
        // The entry of the fixture alone, as if the process had ended before the replay.
        await CutLog.AppendAsync(log, Fixture);

        await using var second = await IngestHost.StartAsync(log);
        var answers = await second.SendAsync("f1", Goal);

        Assert.Equal(Outcome.Duplicate, answers[0].Outcome);
        Assert.Equal(1, (await IngestHost.StateAsync(log, "m1")).Score.Home);
    }
}
