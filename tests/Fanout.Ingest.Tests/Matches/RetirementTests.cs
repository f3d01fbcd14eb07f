using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Log;
using Fanout.Log.InMemory;
using Fanout.Protocol.Matches;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Ingest.Tests.Matches;

/// <summary>
/// Matches that were over long ago leave the writer's memory and stay readable as they stood; what comes for them later
/// is kept by the log.
/// </summary>
public sealed class RetirementTests : IAsyncDisposable
{
    private const string Fixture =
        """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football","ids":[{"feed":"f2","id":"77"}]}}""";

    private const string Final = """{"id":"e2","match":"m1","at":"2026-11-22T18:00:01Z","status":{"status":"FINAL"}}""";
    private const string Late = """{"id":"e3","match":"m1","at":"2026-11-25T18:00:00Z","score":{"home":1,"away":0}}""";
    private const string Other = """{"id":"e9","match":"m2","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"}}""";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 18, 0, 10, TimeSpan.Zero));
    private readonly InMemoryEventLog _log = new(1, TimeProvider.System);

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task A_finished_match_retires_after_two_days_by_an_entry_that_nobody_sees()
    {
        await using (var host = await IngestHost.StartAsync(_log, _time))
        {
            await host.SendAsync("f1", Fixture, Final, Other);
            await RetiredAsync(host, TimeSpan.FromHours(49));
            var last = (await IngestHost.EntriesAsync(_log, "m1"))[^1];
            Assert.Equal((Log.EntryKind.Decision, MatchLife.Retires, 0u), (last.Kind, last.Life, last.MatchSequence));
        }

        Assert.Equal(["m1 retired", "m2"], await SnapshotAsync());
    }

    [Fact]
    public async Task It_stays_in_the_snapshots_as_it_stood_and_leaves_the_memory_of_every_writer_after()
    {
        await using (var host = await IngestHost.StartAsync(_log, _time))
        {
            await host.SendAsync("f1", Fixture, Final, Other);
            await RetiredAsync(host, TimeSpan.FromHours(49));
        }
        var last = (await IngestHost.EntriesAsync(_log, "m1")).Last(static entry => entry.MatchSequence > 0);
        await using (var host = await IngestHost.StartAsync(_log, _time)) // takes it over from snapshot to snapshot
            await host.SendAsync("f1", Other.Replace("e9", "e10", StringComparison.Ordinal));

        var row = (await ReadSnapshotAsync()).Matches.Single(static match => match.MatchId == "m1");
        var state = MatchTimes.Read(row.Public.Span, out var times);
        Assert.Equal((true, last.MatchPosition, 0), (row.IsRetired, row.Position, row.Writer.Length));
        Assert.Equal(await IngestHost.StateAsync(_log, "m1"), state);
        Assert.Equal(last.PublishedMs, times.ChangedMs);

        var (matches, writer) = await CutLog.OpenAsync(_log);
        await using var closing = writer;
        Assert.Equal(["m2"], matches.Table.Works.Select(static work => work.Id));
        Assert.Null(matches.HasSeen(new FeedEvent("f1", IngestHost.Events(Final)[0], 0)));
        Assert.Equal(0u, writer.PositionOf("m1").Sequence);
        Assert.True(await writer.KnowsMatchAsync("m1", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Once_a_snapshot_has_it_the_writer_that_retired_it_has_forgotten_it_too_and_before_that_it_is_not_lost()
    {
        await using (var host = await IngestHost.StartAsync(_log, _time)) await host.SendAsync("f1", Fixture, Final);
        var (matches, writer) = await CutLog.OpenAsync(_log);
        await using var closing = writer;
        var afterTwoDays = (_time.GetUtcNow() + TimeSpan.FromHours(49)).ToUnixTimeMilliseconds();
        var entry = Retirement.Due(matches.Table.Find("m1")!, afterTwoDays)!;
        await matches.Append(writer, entry, EntryKeys.Own, default, out _);

        var taken = matches.TakeChanged(writer);
        matches.PutBackChanged(taken); // the log was away
        var again = matches.TakeChanged(writer);
        Assert.Equal(SnapshotOutcome.Saved, await writer.SaveSnapshotAsync(again, TestContext.Current.CancellationToken));
        matches.ForgetRetired(again);

        Assert.Equal([("m1", true, 2u)], again.Select(static match => (match.MatchId, match.IsRetired, match.Position.Sequence)));
        Assert.Equal(taken[0].Public.ToArray(), again[0].Public.ToArray());
        Assert.Empty(matches.TakeChanged(writer));
        Assert.Empty(matches.Table.Works);
        Assert.Equal(0u, writer.PositionOf("m1").Sequence);
    }

    [Fact]
    public async Task It_stays_for_two_days_and_while_it_is_not_over()
    {
        await using (var host = await IngestHost.StartAsync(_log, _time))
        {
            await host.SendAsync("f1", Fixture, Final, Other);
            _time.Advance(TimeSpan.FromHours(47));
            await host.SendAsync("f1", """{"id":"e4","match":"m1","at":"2026-11-24T17:00:00Z","status":{"status":"OFFICIAL"}}""");
        }

        Assert.Equal(["m1", "m2"], await SnapshotAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // and the process was restarted since
    public async Task What_comes_for_it_later_is_quarantined_by_an_entry_and_known_when_it_comes_again(bool restarted)
    {
        await using var first = await IngestHost.StartAsync(_log, _time);
        await first.SendAsync("f1", Fixture, Final);
        await RetiredAsync(first, TimeSpan.FromHours(49));
        if (restarted) await first.StopAsync();
        await using var second = restarted ? await IngestHost.StartAsync(_log, _time) : null;
        var host = second ?? first;
        var before = await IngestHost.StateAsync(_log, "m1");

        var late = await host.SendAsync("f1", Late, Fixture, Fixture.Replace("e1", "e5", StringComparison.Ordinal));
        var again = await host.SendAsync("f1", Late);

        Assert.Equal([Outcome.Quarantined, Outcome.Duplicate, Outcome.Quarantined], late.Select(answer => answer.Outcome));
        Assert.All([late[0], late[2]], answer => Assert.Equal(QuarantineReason.RetiredMatch, answer.Reason));
        Assert.Equal(Outcome.Duplicate, again[0].Outcome);
        Assert.Equal(before, await IngestHost.StateAsync(_log, "m1"));
        Assert.Equal(0, host.Count("fanout.ingest.tenures.ended"));
        await host.StopAsync();
        Assert.Equal(["m1 retired"], await SnapshotAsync());
    }

    [Fact]
    public async Task An_event_that_comes_in_the_turn_of_the_retirement_is_late_too()
    {
        await using (var first = await IngestHost.StartAsync(_log, _time)) await first.SendAsync("f1", Fixture, Final);
        _time.Advance(TimeSpan.FromHours(49));
        await using var second = await IngestHost.StartAsync(_log, _time);

        // Whether before the watch, beside it or after it: the state is never begun anew.
        await IngestHost.EventuallyAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            var answer = await second.SendAsync("f1", Late.Replace("e3", $"b{_time.GetUtcNow().Ticks}", StringComparison.Ordinal));
            return answer[0].Reason == QuarantineReason.RetiredMatch;
        });

        Assert.Equal(0, second.Count("fanout.ingest.tenures.ended"));
    }

    [Fact]
    public async Task A_name_that_a_retired_match_had_can_be_given_to_another()
    {
        await using var host = await IngestHost.StartAsync(_log, _time);
        await host.SendAsync("f1", Fixture, Final);
        await RetiredAsync(host, TimeSpan.FromHours(49));

        await host.SendAsync("f1", """{"id":"n1","match":"m3","at":"2026-11-24T20:00:00Z","fixture":{"sport":"football","ids":[{"feed":"f2","id":"77"}]}}""");
        await host.SendAsync("f2", """{"id":"n2","match":"77","at":"2026-11-24T20:00:00Z","score":{"home":3,"away":0}}""");

        Assert.Equal(3, (await IngestHost.StateAsync(_log, "m3")).Score.Home);
    }

    [Fact]
    public async Task What_waits_for_a_fixture_waits_two_days()
    {
        await using (var host = await IngestHost.StartAsync(_log, _time))
        {
            await host.SendAsync("f1", Late);
            await RetiredAsync(host, TimeSpan.FromHours(49));
            Assert.Equal(Outcome.Duplicate, (await host.SendAsync("f1", Late))[0].Outcome);
            var next = await host.SendAsync("f1", Fixture, Late.Replace("e3", "e4", StringComparison.Ordinal));
            Assert.All(next, answer => Assert.Equal(Outcome.Accepted, answer.Outcome));
        }

        Assert.Equal(["m1"], await SnapshotAsync());
    }

    [Fact]
    public async Task An_abandoned_match_may_be_played_weeks_later()
    {
        await using var host = await IngestHost.StartAsync(_log, _time);
        await host.SendAsync("f1", Fixture, Final.Replace("FINAL", "ABANDONED", StringComparison.Ordinal));
        _time.Advance(TimeSpan.FromDays(30));

        var next = await host.SendAsync("f1", Final.Replace("FINAL", "SCHEDULED", StringComparison.Ordinal).Replace("e2", "e4", StringComparison.Ordinal));

        Assert.Equal(Outcome.Accepted, next[0].Outcome);
    }

    [Theory]
    [InlineData("LIVE", 15, false)] // its feed never said how it ended
    [InlineData("ENDED", 15, false)]
    [InlineData("LIVE", 13, true)]
    [InlineData("SUSPENDED", 59, true)] // goes on on a day that is set weeks later
    [InlineData("SUSPENDED", 61, false)]
    [InlineData("SCHEDULED", 59, true)] // without a start
    public async Task A_match_that_never_ends_retires_when_nothing_was_heard_of_it_for_long(string status, int days, bool stays)
    {
        await using (var host = await IngestHost.StartAsync(_log, _time))
            await host.SendAsync("f1", Fixture, Final.Replace("FINAL", status, StringComparison.Ordinal));

        var (matches, writer) = await CutLog.OpenAsync(_log);
        await using var closing = writer;
        var nowMs = (_time.GetUtcNow() + TimeSpan.FromDays(days)).ToUnixTimeMilliseconds();

        Assert.Equal(stays, Retirement.Due(matches.Table.Find("m1")!, nowMs) is null);
    }

    [Fact]
    public async Task Any_feed_and_a_start_to_come_keep_a_match()
    {
        const string planned =
            """{"id":"p1","match":"m3","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football","start":"2027-01-01T18:00:00Z"}}""";
        await using (var host = await IngestHost.StartAsync(_log, _time))
            await host.SendAsync("f1", Fixture, Final.Replace("FINAL", "LIVE", StringComparison.Ordinal), planned);
        _time.Advance(TimeSpan.FromDays(13));
        await using (var host = await IngestHost.StartAsync(_log, _time))
            await host.SendAsync("f3", """{"id":"h1","match":"m1","at":"2026-12-05T18:00:00Z","heartbeat":{}}""");

        var (matches, writer) = await CutLog.OpenAsync(_log);
        await using var closing = writer;
        AssertDue([], TimeSpan.FromDays(13));
        AssertDue(["m1"], TimeSpan.FromDays(15));
        AssertDue(["m1"], TimeSpan.FromDays(40)); // in January
        AssertDue(["m1", "m3"], TimeSpan.FromDays(42));

        void AssertDue(string[] due, TimeSpan later) => Assert.Equal(due, matches.Table.Works
            .Where(work => Retirement.Due(work, (_time.GetUtcNow() + later).ToUnixTimeMilliseconds()) is not null)
            .Select(static work => work.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_comes_for_it_twice_in_one_batch_is_quarantined_once_and_costs_nobody_a_reload()
    {
        await using var host = await IngestHost.StartAsync(_log, _time);
        await host.SendAsync("f1", Fixture, Final);
        await RetiredAsync(host, TimeSpan.FromHours(49));

        var answers = await host.SendAsync(
            "f1", Late, Late, Late.Replace("\"home\":1", "\"home\":2", StringComparison.Ordinal));

        Assert.Equal(
            [(Outcome.Quarantined, QuarantineReason.RetiredMatch), (Outcome.Duplicate, ""), (Outcome.Rejected, Verdict.IdReused)],
            answers.Select(static answer => (answer.Outcome, answer.Reason)));
        Assert.Equal(0, host.Count("fanout.ingest.tenures.ended"));
    }

    private async Task RetiredAsync(IngestHost host, TimeSpan after)
    {
        _time.Advance(after);
        await IngestHost.EventuallyAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await host.SendAsync("f1"); // nothing; the watch runs beside it
            return (await IngestHost.EntriesAsync(_log, "m1")).Any(static entry => entry.Life == MatchLife.Retires);
        });
    }

    private async Task<IEnumerable<string>> SnapshotAsync() => (await ReadSnapshotAsync()).Matches.Select(
        static match => match.IsRetired ? $"{match.MatchId} retired" : match.MatchId);

    private async Task<PartitionSnapshot> ReadSnapshotAsync() =>
        (await _log.ReadSnapshotAsync(0, cancellationToken: TestContext.Current.CancellationToken))!;
}
