using System.Globalization;
using Fanout.Log.Redis;
using Fanout.Services.Processes;
using Fanout.Services.Redis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Log.Tests;

/// <summary>A Redis that runs short of memory, or turns into one that must not keep a log: live wins, and says so.</summary>
public sealed class RedisMemoryTests : IAsyncDisposable
{
    private const int PartitionCount = 4;
    private const int GapLine = 1065;
    private const int UnfitLine = 1066;
    private static readonly string Large = new('x', 256 * 1024);
    private static readonly string Match = Enumerable.Range(0, 10_000).Select(static number => $"match-{number}")
        .First(static id => Partitioning.Of(id, PartitionCount) == 0);

    private readonly TestMeters _meters = new();
    private readonly RecordedLines _lines = new();
    private readonly List<RedisEventLog> _logs = [];
    private RedisServer? _server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RedisServer Server => _server!;

    public async ValueTask DisposeAsync()
    {
        foreach (RedisEventLog log in _logs)
            await log.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _meters.Dispose();
    }

    [Fact]
    public async Task From_the_threshold_on_everything_behind_the_newest_snapshot_goes_and_readers_begin_there()
    {
        RedisEventLog log = await OpenUnwatchedAsync();
        Hand hand = await FillAsync(log, snapshotsAt: [2, 4], last: 6);
        await LimitAsync(timesUsed: 1.2); // 83 %

        Assert.Equal(4ul, await log.TrimAsync(0, 2, Cancel)); // the writer wanted to keep the newer half

        LogPage before = await log.ReadAsync(0, new LogPosition(hand.Epoch, 3), 10, Cancel);
        Assert.Equal((PageStatus.Gone, 4ul), (before.Status, before.Head.TrimmedThrough));
        PartitionSnapshot? snapshot = await log.ReadSnapshotAsync(0, default, Cancel);
        Assert.Equal(
            ["other@2", $"{Match}@4"],
            snapshot!.Matches.Select(match => $"{match.MatchId}@{match.Position.Sequence}").OrderDescending());
        LogPage after = await log.ReadAsync(0, snapshot.Position, 10, Cancel);
        Assert.Equal((PageStatus.Ok, snapshot.Chain), (after.Status, after.AfterChain));
        Assert.Equal([5ul, 6], after.Entries.Select(entry => entry.Sequence));
        Assert.Equal(4ul, await log.TrimAsync(0, 6, Cancel)); // and never further
    }

    [Theory]
    [InlineData(0)]    // no limit
    [InlineData(1.5)]  // 67 %
    public async Task Below_the_threshold_nothing_goes_that_the_writer_keeps(double timesUsed)
    {
        RedisEventLog log = await OpenUnwatchedAsync();
        await FillAsync(log, snapshotsAt: [2, 4], last: 6);
        await LimitAsync(timesUsed);
        Assert.Equal(2ul, await log.TrimAsync(0, 3, Cancel));
        Assert.Equal(0ul, await log.TrimAsync(1, 3, Cancel));
    }

    [Fact]
    public async Task What_the_archive_does_not_have_of_it_is_recorded_counted_and_said_once_for_each_growth()
    {
        using TestMeters.Reading gap = _meters.Read("fanout.log.gap");
        RedisEventLog log = await OpenUnwatchedAsync();
        Hand hand = await FillAsync(log, snapshotsAt: [4], last: 6);
        await log.MarkArchivedAsync(0, 2, Cancel);
        Assert.Equal(2ul, await log.TrimAsync(0, 6, Cancel));

        Assert.Equal(4ul, await TrimShortAsync(log));
        Assert.Equal(4ul, await TrimShortAsync(log));
        Assert.Equal(("3", "4", "2"), await GapAsync());
        Assert.Single(_lines.Of(GapLine));

        await SaveAsync(log, hand); // at 6
        Assert.Equal(6ul, await TrimShortAsync(log));
        Assert.Equal(("3", "6", "4"), await GapAsync());
        Assert.EndsWith("it lacks some from 3 through 6", _lines.Of(GapLine)[1].Text, StringComparison.Ordinal);

        await AppendAsync(hand, 3);
        await SaveAsync(log, hand); // at 9
        await log.MarkArchivedAsync(0, 8, Cancel);
        Assert.Equal(9ul, await TrimShortAsync(log));
        Assert.Equal(("3", "9", "5"), await GapAsync()); // 7 and 8 the archive has
        Assert.Equal([2.0, 2, 1], gap.Values);
        Assert.Equal(3, _lines.Of(GapLine).Count);
    }

    [Fact]
    public async Task A_server_that_runs_short_is_trimmed_without_being_asked_and_writers_are_asked_for_snapshots()
    {
        using TestMeters.Reading memory = _meters.Read("fanout.log.memory");
        RedisEventLog log = await OpenAsync();
        Hand hand = await FillAsync(log, snapshotsAt: [4], last: 6);
        Assert.False((await AppendAsync(log, hand)).SnapshotWanted);
        await LimitAsync(timesUsed: 1.02); // is still short after it was trimmed

        await Eventually.EqualAsync(4ul, async () => (await Hand.HeadAsync(log)).TrimmedThrough);
        await Eventually.TrueAsync("snapshots are wanted", async () => (await AppendAsync(log, hand)).SnapshotWanted);
        Assert.InRange(memory.Observe() ?? 0, 0.8, 1);

        await LimitAsync(timesUsed: 0);
        await Eventually.TrueAsync("no more are wanted", async () => !(await AppendAsync(log, hand)).SnapshotWanted);
    }

    [Fact]
    public async Task Appends_that_were_denied_go_on_by_themselves_once_the_trim_has_made_room()
    {
        RedisEventLog log = await OpenUnwatchedAsync();
        Hand hand = await FillAsync(log, snapshotsAt: [2, 16], last: 16);
        await LimitAsync(timesUsed: 0.9);
        Entry entry = hand.Number(Drafts.Change(Match, "live"));
        LogStorageException denied = await Assert.ThrowsAsync<LogStorageException>(() => hand.TryAsync(entry));
        Assert.Contains("out of memory", denied.Message, StringComparison.Ordinal);

        await OpenAsync(); // any process that has the log open sees it

        await Eventually.TrueAsync("the append is taken", () => IsTakenAsync(hand, entry));
        var next = new TestOwner();
        var options = new PartitionWriterOptions { Holder = hand.Fence.Holder };
        WriterOpening opening = await PartitionWriter.OpenAsync(log, 0, next, options, TimeProvider.System, Cancel);
        await opening.Writer!.DisposeAsync(); // restored by the newest snapshot
        Assert.EndsWith("live", next.States[Match], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_turns_into_one_that_must_not_keep_a_log_is_named_once_and_the_log_goes_on()
    {
        using TestMeters.Reading unfit = _meters.Read("fanout.log.unfit");
        RedisEventLog log = await OpenAsync();
        Hand hand = await Hand.OpenAsync(log);

        await Server.SendAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        await Eventually.EqualAsync<double?>(1, () => Task.FromResult(unfit.Observe()));
        await hand.AppendAsync(Drafts.Change(Match, "a"));
        (LogLevel level, string text) = Assert.Single(_lines.Of(UnfitLine));
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains("maxmemory-policy allkeys-lru, noeviction is needed", text, StringComparison.Ordinal);

        await Server.SendAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await Eventually.EqualAsync<double?>(0, () => Task.FromResult(unfit.Observe()));
    }

    private static async Task<bool> IsTakenAsync(Hand hand, Entry entry)
    {
        try
        {
            return (await hand.TryAsync(entry)).Outcome == AppendOutcome.Appended;
        }
        catch (LogStorageException)
        {
            return false;
        }
    }

    private static async Task<AppendAnswer> AppendAsync(RedisEventLog log, Hand hand)
    {
        Entry entry = hand.Number(Drafts.Change(Match, "small"));
        AppendAnswer answer = await log.AppendAsync(hand.Request([entry]), Cancel);
        hand.Advance(entry);
        return answer;
    }

    private static async Task AppendAsync(Hand hand, int count)
    {
        for (int number = 0; number < count; number++)
            await hand.AppendAsync(Drafts.Change(Match, Large));
    }

    /// <summary>Large entries in the first partition, and snapshots on the way; the first has one match more.</summary>
    private static async Task<Hand> FillAsync(RedisEventLog log, int[] snapshotsAt, int last)
    {
        Hand hand = await Hand.OpenAsync(log);
        for (int sequence = 1; sequence <= last; sequence++)
        {
            await AppendAsync(hand, 1);
            if (snapshotsAt.Contains(sequence))
                await SaveAsync(log, hand, sequence == snapshotsAt[0] ? ["other", Match] : [Match]);
        }
        return hand;
    }

    private static Task SaveAsync(RedisEventLog log, Hand hand) => SaveAsync(log, hand, [Match]);

    private static async Task SaveAsync(RedisEventLog log, Hand hand, string[] matches)
    {
        var position = new MatchPosition(hand.Epoch, (uint)hand.Sequence);
        var snapshot = new PartitionSnapshot
        {
            Partition = 0,
            Position = new LogPosition(hand.Epoch, hand.Sequence),
            Chain = hand.Chain,
            PublishedMs = (await Hand.HeadAsync(log)).PublishedMs,
            Matches = [.. matches.Select(match => new MatchSnapshot(match, position, "state"u8.ToArray(), default))],
        };
        Assert.Equal(SnapshotOutcome.Saved, await log.SaveSnapshotAsync(snapshot, Cancel));
    }

    private async Task<(string? From, string? Through, string? Entries)> GapAsync()
    {
        var fields = (object?[])(await Server.SendAsync(
            "HMGET", "fanout:{p0}:record", "gap_from", "gap_through", "gap_entries"))!;
        return ((string?)fields[0], (string?)fields[1], (string?)fields[2]);
    }

    private async Task<ulong> TrimShortAsync(RedisEventLog log)
    {
        await LimitAsync(timesUsed: 1.2);
        ulong trimmed = await log.TrimAsync(0, 0, Cancel);
        await LimitAsync(timesUsed: 0);
        return trimmed;
    }

    /// <summary>Sets the limit to so many times what is in use; 0: none.</summary>
    private async Task LimitAsync(double timesUsed)
    {
        IReadOnlyDictionary<string, string> memory = await RedisInfo.OfAsync(Server, "memory");
        long used = long.Parse(memory["used_memory"], CultureInfo.InvariantCulture)
            - long.Parse(memory["mem_not_counted_for_evict"], CultureInfo.InvariantCulture);
        await Server.SendAsync("CONFIG", "SET", "maxmemory", ((long)(used * timesUsed)).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Looks at its servers once, before there is anything in them, and never again: its clock stands still.</summary>
    private async Task<RedisEventLog> OpenUnwatchedAsync()
    {
        using TestMeters.Reading looked = _meters.Read("fanout.log.unfit");
        RedisEventLog log = await OpenAsync(new FakeTimeProvider());
        await Eventually.TrueAsync("the server was looked at", () => Task.FromResult(looked.Observe() is not null));
        return log;
    }

    private async Task<RedisEventLog> OpenAsync(TimeProvider? time = null)
    {
        _server ??= await RedisServer.StartAsync();
        var settings = new RedisLogSettings(
            Server.EndPoint, PartitionCount, WaitReplicas: 0, TimeSpan.FromMilliseconds(200));
        RedisEventLog log = RedisEventLog.Open(
            settings, time ?? TimeProvider.System, new EventLogMetrics(_meters, TimeProvider.System), _lines);
        _logs.Add(log);
        await log.Connected;
        return log;
    }
}
