using System.Globalization;
using Fanout.Ingest.FeedControl;
using Fanout.Ingest.Feeds;
using Fanout.Ingest.Feeds.Replaying;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Forwarding;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log.InMemory;
using Fanout.Log.Tests;
using Fanout.Protocol.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace Fanout.Ingest.Tests.Feeds.Replaying;

/// <summary>A feed that is replayed from files, through restarts.</summary>
public sealed class FileFeedTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly InMemoryEventLog _log = new(1, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_folder_is_told_in_order_of_time_whatever_file_an_event_stands_in()
    {
        Write("b.ndjson", Event("m2", 0), Event("m2", 30));
        Write("a.ndjson", Event("m1", 10), Event("m1", 40));
        await using var host = await FeedHost.StartAsync(_log, Options(speed: 0));
        await HasAsync("m1", 2);
        var page = await _log.ReadAsync(0, Log.LogPosition.Start, 100, Cancel);
        Assert.Equal(
            ["m2-0", "m1-10", "m2-30", "m1-40"],
            page.Entries.Where(static entry => entry.Key.StartsWith("feed/", StringComparison.Ordinal))
                .Select(static entry => entry.Key.Split('/')[^1]));
    }

    [Fact]
    public async Task A_replay_that_is_paused_stays_so_through_a_restart_and_goes_on_where_it_was()
    {
        Write("m.ndjson", [.. Enumerable.Range(0, 50).Select(static i => Event("m1", i * 1000))]);
        await using (var host = await FeedHost.StartAsync(_log, Options(speed: 1)))
        {
            await HasAsync("m1", 1);
            Assert.True((await SteerAsync(host, new ReplayChange { IsPaused = true })).Status!.IsPaused);
            var sought = await SteerAsync(host, new ReplayChange { Seek = At(20_000) });
            Assert.Equal(At(20_000), sought.Status!.Position);
            await HasAsync("m1", 21);
        }
        await using var next = await FeedHost.StartAsync(_log, Options(speed: 1));
        await IngestHost.EventuallyAsync(async () => await Control(next).StatusAsync(Cancel) is { Status.ToldCount: 21 });
        var status = (await Control(next).StatusAsync(Cancel))!.Status!;
        Assert.Equal((true, At(20_000), 50L), (status.IsPaused, status.Position, status.Count));
        await SteerAsync(next, new ReplayChange { Speed = 0, IsPaused = false });
        await HasAsync("m1", 50);
        Assert.Equal(50, (await FeedHost.EventsAsync(_log, "m1")).Distinct().Count());
        Assert.Empty(next.Memory.Poison);
    }

    [Fact]
    public async Task A_process_that_is_killed_at_any_moment_loses_nothing_and_tells_nothing_twice()
    {
        const int Count = 5_000;
        Write("m.ndjson", [.. Enumerable.Range(0, Count).Select(static i => Event("m1", i))]);
        var random = new Random(Environment.ProcessId);
        for (var life = 0; life < 4; life++)
        {
            await using var host = await FeedHost.StartAsync(_log, Options(speed: 2_000));
            var before = await CountAsync();
            await IngestHost.EventuallyAsync(async () => await CountAsync() >= Math.Min(Count, before + random.Next(1, 1_000)));
            await host.KillAsync();
        }
        await using var end = await FeedHost.StartAsync(_log, Options(speed: 2_000));
        await IngestHost.EventuallyAsync(async () => await CountAsync() >= Count);
        Assert.Equal(Count, await CountAsync());
        Assert.Empty(end.Memory.Poison);
    }

    [Fact]
    public async Task What_cannot_be_read_is_put_aside_by_file_and_place_and_the_rest_is_told()
    {
        Write("m.ndjson", Event("m1", 0), "not an event", Event("m1", 1));
        await using var host = await FeedHost.StartAsync(_log, Options(speed: 0));
        await HasAsync("m1", 2);
        await IngestHost.EventuallyAsync(() => Task.FromResult(host.Memory.Poison.Count == 1));
        Assert.EndsWith("m.ndjson", host.Memory.Poison[0].Place, StringComparison.Ordinal);
        Assert.StartsWith("line 2: ", host.Memory.Poison[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_of_no_known_format_is_put_aside_once_and_counted()
    {
        Write("a.txt", "a note beside the recording");
        Write("README.md", "what people write beside data");
        Write("m.ndjson", Event("m1", 0));
        await using var host = await FeedHost.StartAsync(_log, Options(speed: 0));
        await HasAsync("m1", 1);

        await IngestHost.EventuallyAsync(() => Task.FromResult(host.Memory.Poison.Count == 1));

        var poison = host.Memory.Poison[0];
        Assert.EndsWith("a.txt", poison.Place, StringComparison.Ordinal);
        Assert.Equal("does not look like canonical", poison.Reason);
        Assert.Equal(1, host.PutAside.Values.Sum());
    }

    [Fact]
    public async Task A_folder_without_an_event_that_can_be_read_says_what_is_in_it()
    {
        Write("a.txt", "a note");
        await using var host = await FeedHost.StartAsync(_log, Options(speed: 1));
        await IngestHost.EventuallyAsync(() => Task.FromResult(host.Memory.Poison.Count == 1));
        Assert.EndsWith("a.txt", host.Memory.Poison[0].Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    public async Task An_id_that_a_recording_uses_twice_is_put_aside_and_the_rest_is_told(double speed)
    {
        Write("m.ndjson", Event("m1", 0), Event("m1", 1).Replace("m1-1", "m1-0", StringComparison.Ordinal), Event("m1", 2));
        await using var host = await FeedHost.StartAsync(_log, Options(speed));
        await HasAsync("m1", 2);

        await IngestHost.EventuallyAsync(() => Task.FromResult(host.Memory.Poison.Count == 1));

        Assert.Contains("event m1-0: ID_REUSED", host.Memory.Poison[0].Reason, StringComparison.Ordinal);
        Assert.Equal(["m1-0", "m1-2"], await FeedHost.EventsAsync(_log, "m1"));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_yet_is_waited_for()
    {
        await using var host = await FeedHost.StartAsync(_log, Options(speed: 0));
        await IngestHost.EventuallyAsync(() => Task.FromResult(host.Retries.Values.Count > 0));
        Write("m.ndjson", Event("m1", 0));
        await HasAsync("m1", 1);
    }

    [Fact]
    public async Task A_jump_tells_what_lies_before_it_at_once_and_says_how_much_that_is()
    {
        Write("m.ndjson", [.. Enumerable.Range(0, 50).Select(static i => Event("m1", i * 1000))]);
        await using var host = await FeedHost.StartAsync(_log, Options(speed: 1));
        await HasAsync("m1", 1);

        var preview = await SteerAsync(host, new ReplayChange { SeekOffset = TimeSpan.FromSeconds(20_500) }, isDryRun: true);
        Assert.Equal((ReplayOutcome.Done, 20), (preview.Outcome, preview.AtOnceCount));
        Assert.Equal(1, (await Control(host).StatusAsync(Cancel))!.Status!.ToldCount);
        var done = await SteerAsync(host, new ReplayChange { SeekOffset = TimeSpan.FromSeconds(20_500) });

        Assert.Equal((ReplayOutcome.Done, 20, At(20_500)), (done.Outcome, done.AtOnceCount, done.Status!.Position));
        await HasAsync("m1", 21);
        Assert.Equal(21, (await FeedHost.EventsAsync(_log, "m1")).Count);
        var status = (await Control(host).StatusAsync(Cancel))!.Status!;
        Assert.Equal((At(0), At(49_000), At(21_000)), (status.From, status.To, status.Next));
        Assert.InRange(status.Remaining!.Value, TimeSpan.FromSeconds(20_000), TimeSpan.FromSeconds(28_500));
    }

    [Fact]
    public async Task It_goes_neither_back_nor_out_of_the_recording_and_says_so()
    {
        Write("m.ndjson", [.. Enumerable.Range(0, 10).Select(static i => Event("m1", i * 1000))]);
        await using var host = await FeedHost.StartAsync(_log, Options(speed: 1));
        await SteerAsync(host, new ReplayChange { IsPaused = true, Seek = At(5_000) });
        await HasAsync("m1", 6);

        var back = await SteerAsync(host, new ReplayChange { IsPaused = false, Seek = At(1_000) });
        var beyond = await SteerAsync(host, new ReplayChange { SeekOffset = TimeSpan.FromHours(3) });
        var before = await SteerAsync(host, new ReplayChange { Seek = At(-1) });

        Assert.Equal(ReplayOutcome.Past, back.Outcome);
        Assert.Equal("seek: 2026-11-22T18:16:40Z is past, the replay is at 2026-11-22T19:23:20Z: what was told cannot be untold", back.Detail);
        Assert.Equal((ReplayOutcome.Outside, ReplayOutcome.Outside), (beyond.Outcome, before.Outcome));
        Assert.Equal("seek: 03:00:00 after the beginning is outside of the recording, which is from 2026-11-22T18:00:00Z to 2026-11-22T20:30:00Z", beyond.Detail);
        var status = (await Control(host).StatusAsync(Cancel))!.Status!;
        Assert.Equal((true, At(5_000), 6L), (status.IsPaused, status.Position, status.ToldCount)); // nor was the rest of the order done
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => SteerAsync(host, new ReplayChange { Speed = 0.05 }));
    }

    [Fact]
    public async Task An_order_stands_in_the_log_with_who_gave_it_and_why_and_one_that_changes_nothing_does_not()
    {
        Write("m.ndjson", Event("m1", 0), Event("m1", 1000));
        await using var host = await FeedHost.StartAsync(_log, Options(speed: 1));
        await SteerAsync(host, new ReplayChange { IsPaused = true });

        Assert.Equal(ReplayOutcome.Unchanged, (await SteerAsync(host, new ReplayChange { IsPaused = true })).Outcome);

        var page = await _log.ReadAsync(0, Log.LogPosition.Start, 100, Cancel);
        var (entry, change) = Assert.Single(
            page.Entries.Select(static entry => (Entry: entry, Change: LoggedChange.Parser.ParseFrom(entry.Public.Span))),
            static one => one.Change.Kind == EntryKind.Types.Value.Correction);
        var writer = WriterPart.Parser.ParseFrom(entry.Writer.Span).Change;
        Assert.Equal(("o1", "editor", "the half-time talk"), (change.Correction.Id, change.Correction.ActorRole, change.Correction.Reason));
        Assert.Equal(("eve", true), (writer.Actor, ReplayPlace.Parse(writer.Feed.Place)!.IsPaused));
        Assert.Null(writer.Feed.By);
    }

    [Fact]
    public async Task A_replay_without_files_says_what_it_lacks()
    {
        await using var host = await FeedHost.StartAsync(_log, Options(speed: 1));
        ReplayAnswer? answer = null;
        await IngestHost.EventuallyAsync(async () => (answer = await Control(host).StatusAsync(Cancel)) is not null);
        Assert.Equal(
            (ReplayOutcome.Away, $"there is nothing to replay: {_folder.Path}: no file in this folder; it is tried again"),
            (answer!.Outcome, answer.Detail));
    }

    [Fact]
    public async Task Any_process_steers_a_replay_whichever_runs_it()
    {
        Write("m.ndjson", Event("m1", 0), Event("m1", 1000));
        await using var holder = await FeedHost.StartAsync(_log, Options(speed: 1), ClusterNode.FreeAddress());
        await HasAsync("m1", 1);
        await using var other = await FeedHost.StartAsync(_log, Options(speed: 1), ClusterNode.FreeAddress());
        var desk = new ReplayDesk(other.Ingest, other.Services.GetRequiredService<FeedReplays>());
        Assert.False(other.Ingest.Places.Holds(FeedHost.Feed));

        var paused = (await desk.AskAsync(new ReplayRequest { Feed = FeedHost.Feed, Paused = true, Id = "o1", Actor = "eve", Role = "editor", Reason = "x" }, Cancel))!;
        var sought = (await desk.AskAsync(new ReplayRequest { Feed = FeedHost.Feed, OffsetMs = 1_000_000, Id = "o2", Actor = "eve", Role = "editor", Reason = "x" }, Cancel))!;
        var stranger = (await desk.AskAsync(new ReplayRequest { Feed = "stranger", Paused = true }, Cancel))!;

        Assert.Equal((ReplayReply.Types.Outcome.Done, true), (paused.Outcome, paused.Standing.Paused));
        Assert.Equal((ReplayReply.Types.Outcome.Done, 1u, (double)At(1_000).ToUnixTimeMilliseconds()), (sought.Outcome, sought.AtOnceCount, sought.Standing.AtMs));
        Assert.Equal(ReplayReply.Types.Outcome.NoReplay, stranger.Outcome);
        await HasAsync("m1", 2);
        var status = (await Control(holder).StatusAsync(Cancel))!.Status!;
        Assert.Equal((true, At(1_000), 2L), (status.IsPaused, status.Position, status.ToldCount));
        Assert.Null(await Control(other).StatusAsync(Cancel));
    }

    /// <summary>Once the replay runs.</summary>
    private static async Task<ReplayAnswer> SteerAsync(FeedHost host, ReplayChange change, bool isDryRun = false)
    {
        ReplayAnswer? answer = null;
        await IngestHost.EventuallyAsync(async () => (answer = await Control(host).SteerAsync(
            new ReplayOrder(change, "eve", "editor", "the half-time talk") { Id = "o1", IsDryRun = isDryRun }, Cancel)) is not null);
        return answer!;
    }

    private static ReplayControl Control(FeedHost host) => host.Services.GetRequiredService<FeedReplays>().Find(FeedHost.Feed)!;

    private static DateTimeOffset At(int second) => new DateTimeOffset(2026, 11, 22, 18, 0, 0, TimeSpan.Zero).AddSeconds(second);

    private static string Event(string match, int second) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":"{{match}}-{{second}}","match":"{{match}}","at":"{{At(second):yyyy-MM-ddTHH:mm:ssZ}}","fixture":{"sport":"football"},"stat":{"key":"shots","home":{{second}},"away":0} }""");

    private async Task<int> CountAsync()
    {
        var page = await _log.ReadAsync(0, Log.LogPosition.Start, 10_000, Cancel);
        return page.Entries.Count(static entry => entry.Key.StartsWith("feed/", StringComparison.Ordinal));
    }

    private Task HasAsync(string match, int count) =>
        IngestHost.EventuallyAsync(async () => (await FeedHost.EventsAsync(_log, match)).Count >= count);

    private void Write(string name, params string[] lines) => File.WriteAllLines(Path.Combine(_folder.Path, name), lines);

    private FeedOptions Options(double speed)
    {
        var options = new FeedOptions { Transport = "files", Format = "canonical" };
        (options.Files.Path, options.Files.Speed) = (_folder.Path, speed);
        return options;
    }
}
