using Fanout.Log.Redis;
using Fanout.Services.Processes;
using Fanout.Services.Redis;
using StackExchange.Redis;

namespace Fanout.Log.Tests;

/// <summary>What may happen to a Redis between two requests that belong together.</summary>
public sealed class RedisInterludeTests : IDisposable
{
    private readonly TestMeters _meters = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task A_lease_whose_holder_is_gone_ends_soon_also_where_the_clock_was_set_back_by_an_hour()
    {
        RedisProgram.RequireShiftedClock();
        await using RedisServer server = await RedisServer.StartAsync(new RedisSettings { ClockOffset = TimeSpan.FromHours(1) });
        await using RedisEventLog log = await RedisLogs.OpenAsync(server, _meters);
        Lease held = (await log.AcquireLeaseAsync(0, new HolderId(1), "a", Cancel)).Lease;

        await server.ShiftClockAsync(TimeSpan.Zero);

        Assert.Equal(held.Fence, (await log.ReadLeaseAsync(0, Cancel))!.Fence); // a holder that lives has the time to renew it
        await Eventually.TrueAsync("nobody holds it", async () => await log.ReadLeaseAsync(0, Cancel) is null);
        Assert.True((await log.AcquireLeaseAsync(0, new HolderId(2), "b", Cancel)).Taken);
    }

    [Fact]
    public async Task The_keys_of_a_match_are_forgotten_in_steps()
    {
        const int keyCount = 12_000;
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisEventLog log = await RedisLogs.OpenAsync(server, _meters);
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(server.EndPoint);
        IDatabase database = connection.GetDatabase();
        var keys = new RedisKeys(0);
        byte[] known = [.. new byte[40], 1, .. "m1"u8]; // as writing.lua stores a key of a feed
        await database.HashSetAsync(keys.Keys, [.. Names().Select(name => new HashEntry(name, known))]);
        await database.ListRightPushAsync(keys.KeysOf("m1"), [.. Names()]);
        await database.HashSetAsync(keys.Keys, "another's", (byte[])[.. new byte[40], 1, .. "m2"u8]);
        await database.HashSetAsync(keys.Matches, "m1", "7:1:1"); // closed in 1970
        await database.SortedSetAddAsync(keys.Closed, "m1", 1);
        await server.SendAsync("CONFIG", "RESETSTAT");

        await log.TrimAsync(0, 0, Cancel);

        Assert.Equal(["another's"], (await database.HashKeysAsync(keys.Keys)).Select(static key => $"{key}"));
        Assert.False(await database.KeyExistsAsync(keys.KeysOf("m1")));
        Assert.Equal(0, await database.SortedSetLengthAsync(keys.Closed));
        Assert.StartsWith(
            "calls=3,", (await RedisInfo.OfAsync(server, "commandstats"))["cmdstat_lpop"], StringComparison.Ordinal);

        static IEnumerable<RedisValue> Names() =>
            Enumerable.Range(0, keyCount).Select(static number => (RedisValue)$"key-{number}");
    }

    [Fact]
    public async Task A_snapshot_whose_staged_matches_are_lost_is_not_saved_without_them()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisEventLog log = await RedisLogs.OpenAsync(server, _meters);
        Hand hand = await Hand.OpenAsync(log);
        await hand.AppendAsync(Drafts.Change("m1", "a"));
        PartitionHead head = await Hand.HeadAsync(log);
        await using var link = new RedisLink(TimeProvider.System, TimeSpan.FromSeconds(5));
        await link.UseAsync(await ConnectionMultiplexer.ConnectAsync(RedisConnectionString.Parse(server.EndPoint)), writing: null);
        var keys = new RedisKeys(0);

        Task<RedisResult> SaveAsync(int matches) => link.RunAsync(
            "save a snapshot",
            RedisScript.SaveSnapshot,
            [keys.Record, keys.Entries, keys.Snapshots, keys.Staged(), keys.SnapshotAt(1)],
            [head.Position.Epoch, 1, EntryForm.HashOf(head.Chain.Value), head.PublishedMs, matches],
            Cancel).AsTask();

        LogStorageException refused = await Assert.ThrowsAsync<LogStorageException>(() => SaveAsync(matches: 1));
        Assert.Contains("lost before it was saved", refused.Message, StringComparison.Ordinal);
        Assert.Null(await log.ReadSnapshotAsync(0, default, Cancel));
        Assert.Equal((int)SnapshotOutcome.Saved, (int)await SaveAsync(matches: 0));
    }
}
