using System.Globalization;
using System.Text;
using Fanout.Log.Redis;
using Fanout.Services.Redis;

namespace Fanout.Log.Tests;

/// <summary>
/// What reading a snapshot asks of Redis, counted by Redis: a match is read once, however many snapshots have it.
/// </summary>
public sealed class RedisSnapshotReadingTests : IAsyncDisposable
{
    private const int SnapshotCount = 10;
    private const int PlayedCount = 100; // matches that are in each of them
    private const int OverCount = 20;    // and in the first one alone

    private readonly TestMeters _meters = new();
    private RedisServer? _server;
    private RedisEventLog? _log;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_log is not null)
            await _log.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _meters.Dispose();
    }

    [Fact]
    public async Task Each_match_is_read_once_and_in_pieces()
    {
        RedisEventLog log = await FillAsync();

        await _server!.SendAsync("CONFIG", "RESETSTAT");
        PartitionSnapshot? read = await log.ReadSnapshotAsync(0, default, Cancel);

        Assert.Equal(
            Ids("over", OverCount).Select(id => $"{id}=1")
                .Concat(Ids("played", PlayedCount).Select(id => $"{id}={SnapshotCount}")),
            read!.Matches.Select(Text));
        Assert.Equal(2, await CallsAsync("hgetall")); // which snapshots there are, before and after
        Assert.Equal(SnapshotCount, await CallsAsync("hkeys"));
        Assert.Equal(2 + 1, await CallsAsync("hmget")); // 64 and 36 of the newest, 20 of the oldest
    }

    [Fact]
    public async Task Of_one_match_nothing_else_is_read()
    {
        RedisEventLog log = await FillAsync();

        await _server!.SendAsync("CONFIG", "RESETSTAT");
        PartitionSnapshot? read = await log.ReadSnapshotAsync(0, new SnapshotLimit(MatchId: "played07"), Cancel);

        Assert.Equal([$"played07={SnapshotCount}"], read!.Matches.Select(Text));
        Assert.Equal((0, 1), (await CallsAsync("hkeys"), await CallsAsync("hmget")));
    }

    [Fact]
    public async Task A_merge_moves_what_changed_and_leaves_in_place_what_did_not()
    {
        const int restingCount = 5000;
        _server = await RedisServer.StartAsync();
        _log = await RedisLogs.OpenAsync(_server, _meters);
        Hand hand = await Hand.OpenAsync(_log);
        await SaveAsync(hand, [.. Ids("rests", restingCount), "gone", "played"], "1");
        await SaveAsync(hand, ["played"], "2", retired: "gone");
        EntryPlace last = await SaveAsync(hand, ["played", "new"], "3");
        await _server.SendAsync("CONFIG", "RESETSTAT");
        long before = await AppendOnlyBytesAsync();

        await _log.TrimAsync(0, last.Position.Sequence, Cancel);

        Assert.Equal((0, 2), (await CallsAsync("hsetnx"), await CallsAsync("rename")));
        Assert.InRange(await AppendOnlyBytesAsync() - before, 1, 4096); // a match is 60 bytes there, all are 300,000
        Assert.Equal(
            Ids("rests", restingCount).Select(static id => $"{id}=1").Concat(["new=3", "played=3"]).Order(StringComparer.Ordinal),
            (await _log.ReadSnapshotAsync(0, default, Cancel))!.Matches.Select(Text).Order(StringComparer.Ordinal));
        Assert.Equal(restingCount + 2L, await _server.SendAsync("HLEN", $"fanout:{{p0}}:snapshot:{last.Position.Sequence}"));
        Assert.Equal(1L, await _server.SendAsync("HLEN", "fanout:{p0}:snapshots"));
    }

    private static IEnumerable<string> Ids(string name, int count) => Enumerable.Range(0, count)
        .Select(number => string.Create(CultureInfo.InvariantCulture, $"{name}{number:00}")).Order(StringComparer.Ordinal);

    private static string Text(MatchSnapshot match) => $"{match.MatchId}={Encoding.UTF8.GetString(match.Public.Span)}";

    /// <summary>A log with its snapshots; all matches of the n-th say n.</summary>
    private async Task<RedisEventLog> FillAsync()
    {
        _server = await RedisServer.StartAsync();
        _log = await RedisLogs.OpenAsync(_server, _meters);
        Hand hand = await Hand.OpenAsync(_log);
        for (int number = 1; number <= SnapshotCount; number++)
            await SaveAsync(hand, Ids("played", PlayedCount).Concat(number == 1 ? Ids("over", OverCount) : []), $"{number}");
        return _log;
    }

    /// <summary>An entry, and a snapshot there in which all matches say the text.</summary>
    private async Task<EntryPlace> SaveAsync(Hand hand, IEnumerable<string> ids, string text, string? retired = null)
    {
        EntryPlace place = await hand.AppendAsync(Drafts.Change("m1", text));
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        IEnumerable<MatchSnapshot> matches = ids.Select(id => new MatchSnapshot(id, place.MatchPosition, bytes, default));
        if (retired is not null)
            matches = matches.Append(new MatchSnapshot(retired, MatchPosition.Start, default, default) { IsRetired = true });
        var snapshot = new PartitionSnapshot
        {
            Partition = 0,
            Position = place.Position,
            Chain = hand.Chain,
            PublishedMs = place.PublishedMs,
            Matches = [.. matches],
        };
        Assert.Equal(SnapshotOutcome.Saved, await _log!.SaveSnapshotAsync(snapshot, Cancel));
        return place;
    }

    private async Task<long> AppendOnlyBytesAsync() => long.Parse(
        (await RedisInfo.OfAsync(_server!, "persistence"))["aof_current_size"], CultureInfo.InvariantCulture);

    private async Task<int> CallsAsync(string command)
    {
        IReadOnlyDictionary<string, string> counts = await RedisInfo.OfAsync(_server!, "commandstats");
        return counts.TryGetValue($"cmdstat_{command}", out string? line)
            ? int.Parse(line.Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture)
            : 0;
    }
}
