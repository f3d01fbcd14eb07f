using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Log;
using Fanout.Log.InMemory;
using Fanout.Log.Tests;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Ingest.Tests.Matches;

public sealed class MatchIngestTests
{
    private const string Fixture = """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"}}""";
    private const string Live = """{"id":"e2","match":"m1","at":"2026-11-22T18:00:01Z","status":{"status":"LIVE"}}""";
    private const string Goal = """{"id":"e3","match":"m1","at":"2026-11-22T18:00:02Z","score":{"home":1,"away":0}}""";

    [Fact]
    public async Task A_batch_is_answered_line_by_line_once_the_log_has_it()
    {
        await using var log = new InMemoryEventLog(4, TimeProvider.System);
        await using var host = await IngestHost.StartAsync(log);

        var answers =
            await host.SendAsync("f1", Fixture, Live, Goal, Goal, Goal.Replace("1,", "2,", StringComparison.Ordinal));

        Assert.Equal(
            [Outcome.Accepted, Outcome.Accepted, Outcome.Accepted, Outcome.Duplicate, Outcome.Rejected], answers.Select(answer => answer.Outcome));
        var state = await IngestHost.StateAsync(log, "m1");
        Assert.Equal((Status.Types.Value.Live, 1), (state.Status, state.Score.Home));
        Assert.Equal([1u, 2u, 3u], (await IngestHost.EntriesAsync(log, "m1")).Select(entry => entry.MatchSequence));
    }

    [Fact]
    public async Task Matches_of_many_partitions_are_answered_in_the_order_of_the_batch()
    {
        await using var log = new InMemoryEventLog(4, TimeProvider.System);
        await using var host = await IngestHost.StartAsync(log);
        var lines = Enumerable.Range(0, 700)
            .Select(i => $$"""{"id":"{{i}}","match":"m{{i % 50}}","at":"2026-11-22T18:00:00Z","{{(i % 7 == 0 ? "heartbeat" : "fixture")}}":{"sport":"football"} }""")
            .ToArray();

        var answers = await host.SendAsync("f1", lines);

        // Every match begins with whichever came first; only heartbeats can come too early.
        Assert.All(
            answers.Index().Where(answer => answer.Index % 7 != 0), answer => Assert.Equal(Outcome.Accepted, answer.Item.Outcome));
        Assert.Equal(8, answers.Count(answer => answer.Outcome == Outcome.Quarantined));
    }

    [Fact]
    public async Task Overtaken_and_quarantined_events_are_entries_without_a_match_sequence()
    {
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        await using var host = await IngestHost.StartAsync(log);
        await host.SendAsync("f1", Fixture, Goal);

        await host.SendAsync(
            "f1",
            """{"id":"e4","match":"m1","at":"2026-11-22T17:00:00Z","score":{"home":0,"away":0}}""",
            """{"id":"e5","match":"m1","at":"2026-11-22T18:00:09Z","score":{"home":-1}}""");

        Assert.Equal([1u, 2u, 0u, 0u], (await IngestHost.EntriesAsync(log, "m1")).Select(entry => entry.MatchSequence));
    }

    [Fact]
    public async Task A_restart_keeps_state_and_remembers_every_event()
    {
        await using var log = new InMemoryEventLog(2, TimeProvider.System);
        await using (var first = await IngestHost.StartAsync(log)) await first.SendAsync("f1", Fixture, Live, Goal);

        await using var second = await IngestHost.StartAsync(log);
        var answers = await second.SendAsync(
            "f1", Goal, Goal.Replace("1,", "2,", StringComparison.Ordinal),
            """{"id":"e4","match":"m1","at":"2026-11-22T18:00:03Z","score":{"home":1,"away":1}}""");

        Assert.Equal([Outcome.Duplicate, Outcome.Rejected, Outcome.Accepted], answers.Select(answer => answer.Outcome));
        Assert.Equal(1, (await IngestHost.StateAsync(log, "m1")).Score.Away);
    }

    [Fact]
    public async Task A_snapshot_stands_every_so_many_entries_and_a_restart_begins_there()
    {
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        var options = new IngestOptions { SnapshotEntries = 10 };
        await using (var first = await IngestHost.StartAsync(log, options: options))
        {
            await first.SendAsync("f1", Fixture);
            for (var i = 0; i < 12; i++)
                await first.SendAsync("f1", $$"""{"id":"s{{i}}","match":"m1","at":"2026-11-22T18:00:05Z","stat":{"key":"shots","home":{{i}} } }""");
            var snapshot = await log.ReadSnapshotAsync(0, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(10ul, snapshot!.Position.Sequence);
            var match = Assert.Single(snapshot.Matches);
            Assert.Equal(10u, match.Position.Sequence);
            Assert.Equal(8, MatchTimes.Read(match.Public.Span, out _).Stats[0].Home);
        }

        await using var second = await IngestHost.StartAsync(log, options: options);

        Assert.Equal(Outcome.Duplicate, (await second.SendAsync("f1", """{"id":"s3","match":"m1","at":"2026-11-22T18:00:05Z","stat":{"key":"shots","home":3}}"""))[0].Outcome);
    }

    [Fact]
    public async Task Events_do_not_wait_for_a_snapshot_that_is_being_saved()
    {
        await using var store = new InMemoryEventLog(1, TimeProvider.System);
        var slow = new SlowSnapshots(store);
        await using (var host = await IngestHost.StartAsync(slow, options: new IngestOptions { SnapshotEntries = 3 }))
        {
            await host.SendAsync("f1", Fixture);
            for (var i = 0; i < 20; i++)
                await host.SendAsync("f1", $$"""{"id":"s{{i}}","match":"m1","at":"2026-11-22T18:00:05Z","stat":{"key":"shots","home":{{i}} } }""");
            await slow.Begun;
            Assert.Null(await store.ReadSnapshotAsync(0, cancellationToken: TestContext.Current.CancellationToken));
            slow.Release();
        }

        var snapshot = await store.ReadSnapshotAsync(0, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(21ul, snapshot!.Position.Sequence);
        Assert.Equal(19, MatchTimes.Read(Assert.Single(snapshot.Matches).Public.Span, out _).Stats[0].Home);
    }

    [Fact]
    public async Task A_log_that_is_short_of_room_gets_snapshots_ten_times_as_often()
    {
        await using var store = new InMemoryEventLog(1, TimeProvider.System);
        await using var host = await IngestHost.StartAsync(
            new ShortLog(store), options: new IngestOptions { SnapshotEntries = 40 });

        await host.SendAsync("f1", Fixture);
        for (var i = 0; i < 4; i++)
            await host.SendAsync("f1", $$"""{"id":"s{{i}}","match":"m1","at":"2026-11-22T18:00:05Z","stat":{"key":"shots","home":{{i}} } }""");

        var snapshot = await store.ReadSnapshotAsync(0, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(4ul, snapshot!.Position.Sequence);
    }

    [Fact]
    public async Task Snapshots_say_when_a_match_was_played_and_ended_by_the_logs_stamps_over_restarts()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 23, 0, 0, TimeSpan.Zero));
        await using var log = new InMemoryEventLog(1, clock);
        await using (var first = await IngestHost.StartAsync(log))
        {
            await first.SendAsync("f1", Fixture, Live);
            clock.Advance(TimeSpan.FromHours(2));
            await first.SendAsync("f1", Goal);
        }

        await using (var second = await IngestHost.StartAsync(log))
        {
            clock.Advance(TimeSpan.FromMinutes(5));
            await second.SendAsync("f1", """{"id":"e4","match":"m1","at":"2026-11-22T18:00:04Z","status":{"status":"ENDED"}}""");
        }
        var endedMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        clock.Advance(TimeSpan.FromDays(1));
        await using (var third = await IngestHost.StartAsync(log))
            await third.SendAsync("f1", """{"id":"e5","match":"m1","at":"2026-11-22T18:00:05Z","score":{"home":2,"away":0}}""");

        var snapshot = await log.ReadSnapshotAsync(0, cancellationToken: TestContext.Current.CancellationToken);
        var state = MatchTimes.Read(Assert.Single(snapshot!.Matches).Public.Span, out var times);
        Assert.Equal((Status.Types.Value.Ended, 2), (state.Status, state.Score.Home));
        Assert.Equal([new DateOnly(2026, 11, 22), new DateOnly(2026, 11, 23)], times.PlayedDays);
        Assert.Equal(endedMs, times.EndedMs);
    }

    [Fact]
    public async Task An_id_that_another_match_used_is_rejected_wherever_that_match_lives()
    {
        await using var log = new InMemoryEventLog(16, TimeProvider.System);
        await using var host = await IngestHost.StartAsync(log);
        await host.SendAsync("f1", Fixture);

        var answers = await host.SendAsync(
            "f1", [.. Enumerable.Range(0, 20).Select(i => Fixture.Replace("m1", $"other{i}", StringComparison.Ordinal))]);

        Assert.All(answers, answer => Assert.Equal(Verdict.IdReused, answer.Reason));
    }

    [Fact]
    public async Task A_feed_may_use_the_name_that_a_fixture_says_it_uses()
    {
        await using var log = new InMemoryEventLog(16, TimeProvider.System);
        await using var host = await IngestHost.StartAsync(log);

        await host.SendAsync(
            "f1",
            """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football","ids":[{"feed":"f1","id":"x1"},{"feed":"f2","id":"77"}]}}""",
            """{"id":"e2","match":"x1","at":"2026-11-22T18:00:01Z","status":{"status":"LIVE"}}""");
        await host.SendAsync("f2", """{"id":"e1","match":"77","at":"2026-11-22T18:00:02Z","score":{"home":1,"away":0}}""");

        var state = await IngestHost.StateAsync(log, "m1");
        Assert.Equal((Status.Types.Value.Live, 1), (state.Status, state.Score.Home));
    }

    [Fact]
    public async Task Events_held_under_another_name_go_to_their_match_when_the_name_is_known()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 18, 0, 0, TimeSpan.Zero));
        await using var log = new InMemoryEventLog(16, time);
        await using var host = await IngestHost.StartAsync(log, time);
        var early = await host.SendAsync("f2", """{"id":"g","match":"77","at":"2026-11-22T18:00:02Z","score":{"home":1,"away":0}}""");
        Assert.Equal(QuarantineReason.UnknownMatch, early[0].Reason);

        await host.SendAsync(
            "f1", """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football","ids":[{"feed":"f2","id":"77"}]}}""");
        await IngestHost.EventuallyAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return (await IngestHost.EntriesAsync(log, "77")).Any(IngestHost.Releases);
        });

        Assert.Equal(1, (await IngestHost.StateAsync(log, "m1")).Score.Home);
        var again = await host.SendAsync("f2", """{"id":"g","match":"77","at":"2026-11-22T18:00:02Z","score":{"home":1,"away":0}}""");
        Assert.Equal(Outcome.Duplicate, again[0].Outcome);
    }

    [Fact]
    public async Task A_live_match_whose_feed_is_silent_is_marked_stale()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 18, 0, 10, TimeSpan.Zero));
        await using var log = new InMemoryEventLog(1, time);
        await using var host = await IngestHost.StartAsync(log, time, new IngestOptions { SilenceMax = TimeSpan.FromSeconds(30) });
        await host.SendAsync("f1", Fixture, Live);
        var heardMs = time.GetUtcNow().ToUnixTimeMilliseconds();

        await IngestHost.EventuallyAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return (await IngestHost.StateAsync(log, "m1")).Feed.StaleSinceMs > 0;
        });

        Assert.Equal(heardMs, (await IngestHost.StateAsync(log, "m1")).Feed.StaleSinceMs);
    }

    [Fact]
    public async Task A_batch_waits_for_the_takeover_of_a_lease()
    {
        await using var log = new InMemoryEventLog(2, TimeProvider.System);
        await using var first = await IngestHost.StartAsync(log);
        await first.SendAsync("f1", Fixture);
        await using var second = await IngestHost.StartAsync(log);

        var waiting = second.SendAsync("f1", Live);
        await first.StopAsync();

        Assert.Equal(Outcome.Accepted, (await waiting)[0].Outcome);
    }

    [Fact]
    public async Task A_batch_that_the_log_does_not_answer_in_time_is_incomplete()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var log = new InMemoryEventLog(1, time);
        await using var first = await IngestHost.StartAsync(log, time);
        await first.SendAsync("f1", Fixture);
        await using var second = await IngestHost.StartAsync(log, time, new IngestOptions { AnswerTimeout = TimeSpan.FromSeconds(1) });

        var waiting =
            second.Ingest.AcceptAsync("f1", IngestHost.Events(Live), TestContext.Current.CancellationToken).AsTask();
        await IngestHost.EventuallyAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return Task.FromResult(waiting.IsCompleted);
        });

        Assert.False((await waiting).Complete);
        Assert.Single(await IngestHost.EntriesAsync(log, "m1"));
    }

    [Fact]
    public async Task A_new_epoch_begins_with_the_state_of_every_match()
    {
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        await using (var first = await IngestHost.StartAsync(log)) await first.SendAsync("f1", Fixture, Live, Goal);
        await using var copy = log.Fork("run-2");

        await using var second = await IngestHost.StartAsync(copy);
        var answers = await second.SendAsync("f1", Goal, """{"id":"e4","match":"m1","at":"2026-11-22T18:00:03Z","score":{"home":2,"away":0}}""");

        Assert.Equal([Outcome.Duplicate, Outcome.Accepted], answers.Select(answer => answer.Outcome));
        var entries = await IngestHost.EntriesAsync(copy, "m1");
        Assert.Equal([1u, 2u, 3u, 4u, 5u], entries.Select(entry => entry.MatchSequence));
        Assert.Equal(Log.EntryKind.Opening, entries[3].Kind);
        Assert.NotEqual(entries[2].Epoch, entries[3].Epoch);
        Assert.Equal(2, (await IngestHost.StateAsync(copy, "m1")).Score.Home);
    }

    [Fact]
    public async Task Answers_and_what_was_noticed_are_counted()
    {
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        await using var host = await IngestHost.StartAsync(log);

        await host.SendAsync("f1", Fixture, Goal, Goal, """{"id":"e4","match":"m1","at":"2026-11-22T17:00:00Z","score":{"home":0}}""",
            """{"id":"e5","match":"m2","at":"2026-11-22T17:00:00Z","heartbeat":{}}""");

        Assert.Equal(3, host.Count("fanout.ingest.events", "accepted"));
        Assert.Equal(1, host.Count("fanout.ingest.events", "duplicate"));
        Assert.Equal(1, host.Count("fanout.ingest.quarantined", "UNKNOWN_MATCH"));
        Assert.Equal(1, host.Count("fanout.ingest.marks", "OVERTAKEN"));
    }

    [Fact]
    public async Task A_feed_needs_a_name_that_can_be_one()
    {
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        await using var host = await IngestHost.StartAsync(log);

        await Assert.ThrowsAsync<ArgumentException>(
            async () => await host.Ingest.AcceptAsync("a/b", [], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_log_that_cannot_be_asked_for_a_moment_costs_the_writer_nothing_of_what_it_remembers()
    {
        await using var store = new InMemoryEventLog(1, TimeProvider.System);
        var log = new DeafLog(store);
        await using var host = await IngestHost.StartAsync(log);
        await host.SendAsync("f1", Fixture);
        var (fence, epoch) = await HeldAsync();

        log.DeafFor = 3;
        await host.SendAsync("f1", Fixture.Replace("\"m1\"", "\"m2\"", StringComparison.Ordinal).Replace("\"e1\"", "\"new\"", StringComparison.Ordinal));

        Assert.Equal(0, log.DeafFor);
        Assert.Single(await IngestHost.EntriesAsync(store, "m2"));
        Assert.Equal((fence, epoch), await HeldAsync());

        async Task<(Fence, uint)> HeldAsync()
        {
            var cancel = TestContext.Current.CancellationToken;
            var page = await store.ReadAsync(0, LogPosition.Start, 0, cancel);
            return ((await store.ReadLeaseAsync(0, cancel))!.Fence, page.Head.Position.Epoch);
        }
    }

    /// <summary>A log that sometimes does not answer questions.</summary>
    private sealed class DeafLog(IEventLog inner) : LogDecorator(inner)
    {
        private int _deafFor;

        /// <summary>Questions that fail from now on.</summary>
        public int DeafFor
        {
            get => Volatile.Read(ref _deafFor);
            set => Volatile.Write(ref _deafFor, value);
        }

        public override ValueTask<KeyPlace?> FindKeyAsync(int partition, string key, CancellationToken cancellationToken = default)
        {
            if (DeafFor == 0) return base.FindKeyAsync(partition, key, cancellationToken);
            DeafFor--;
            throw new LogStorageException("it is away");
        }
    }

    /// <summary>A log that takes its time to store a snapshot.</summary>
    private sealed class SlowSnapshots(IEventLog inner) : LogDecorator(inner)
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public void Release() => _released.SetResult();

        public override async ValueTask<SnapshotOutcome> SaveSnapshotAsync(
            PartitionSnapshot snapshot, CancellationToken cancellationToken = default)
        {
            _begun.TrySetResult();
            await _released.Task.WaitAsync(cancellationToken);
            return await base.SaveSnapshotAsync(snapshot, cancellationToken);
        }
    }

    /// <summary>A log that has room for little more.</summary>
    private sealed class ShortLog(IEventLog inner) : LogDecorator(inner)
    {
        public override async ValueTask<AppendAnswer> AppendAsync(
            AppendRequest request, CancellationToken cancellationToken = default) =>
            await base.AppendAsync(request, cancellationToken) with { SnapshotWanted = true };
    }
}
