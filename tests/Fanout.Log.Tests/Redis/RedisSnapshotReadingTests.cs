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
        {
            EntryPlace place = await hand.AppendAsync(Drafts.Change("m1", $"{number}"));
            byte[] text = Encoding.UTF8.GetBytes($"{number}");
            IEnumerable<string> ids = Ids("played", PlayedCount).Concat(number == 1 ? Ids("over", OverCount) : []);
            var snapshot = new PartitionSnapshot
            {
                Partition = 0,
                Position = place.Position,
                Chain = hand.Chain,
                PublishedMs = place.PublishedMs,
                Matches = [.. ids.Select(id => new MatchSnapshot(id, place.MatchPosition, text, default))],
            };
            Assert.Equal(SnapshotOutcome.Saved, await _log.SaveSnapshotAsync(snapshot, Cancel));
        }
        return _log;
    }

    private async Task<int> CallsAsync(string command)
    {
        IReadOnlyDictionary<string, string> counts = await RedisInfo.OfAsync(_server!, "commandstats");
        return counts.TryGetValue($"cmdstat_{command}", out string? line)
            ? int.Parse(line.Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture)
            : 0;
    }
}
