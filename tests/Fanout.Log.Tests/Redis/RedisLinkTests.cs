using Fanout.Log.Redis;
using Fanout.Services.Doors;
using Fanout.Services.Redis;
using StackExchange.Redis;

namespace Fanout.Log.Tests;

/// <summary>What becomes of requests whose connection is closed under them, as when Sentinels name another primary.</summary>
public sealed class RedisLinkTests : IAsyncLifetime
{
    private const int RequestCount = 50;
    private const int RoundCount = 10; // which of the client's parts throws depends on where a request is caught

    private static readonly TimeSpan Longer = TimeSpan.FromMinutes(1);
    private static readonly RedisKeys Keys = new(0);

    private RedisServer _server = null!;
    private Door _door = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _door = Door.OpenToRedis(_server.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _door.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Requests_on_a_connection_that_is_replaced_have_lost_their_answers_and_nothing_else_happens()
    {
        for (int round = 0; round < RoundCount; round++)
        {
            await using var link = new RedisLink(TimeProvider.System, Longer);
            await link.UseAsync(await ConnectAsync(_door.EndPoint), writing: null);
            Assert.NotNull(await TryAsync(link));
            _door.Stall();
            Task<RedisResult?>[] changes = [.. Enumerable.Range(0, RequestCount).Select(_ => TryAsync(link))];
            Task<RedisResult>[] reads = [.. Enumerable.Range(0, RequestCount).Select(_ => ReadAsync(link))];
            Task<long> plain = link.DoAsync("ask", static database => database.HashLengthAsync(Keys.Record), Cancel).AsTask();

            await link.UseAsync(await ConnectAsync(_server.EndPoint), writing: null);

            Assert.All(await Task.WhenAll(changes), Assert.Null);
            foreach (Task read in (IEnumerable<Task>)[.. reads, plain])
                Assert.False((await Assert.ThrowsAsync<LogStorageException>(() => read)).IsDamage);
            Assert.NotNull(await TryAsync(link));
            _door.Pass();
        }
    }

    [Fact]
    public async Task An_answer_that_the_client_itself_would_wait_for_is_given_up()
    {
        await using var link = new RedisLink(TimeProvider.System, TimeSpan.FromMilliseconds(200));
        await link.UseAsync(await ConnectAsync(_door.EndPoint), writing: null);
        Assert.NotNull(await TryAsync(link));

        _door.Stall();

        Assert.Null(await TryAsync(link));
        await Assert.ThrowsAsync<LogStorageException>(() => ReadAsync(link));
    }

    [Fact]
    public async Task Who_gives_up_is_told_so_and_not_that_the_answer_is_lost()
    {
        await using var link = new RedisLink(TimeProvider.System, Longer);
        await link.UseAsync(await ConnectAsync(_door.EndPoint), writing: null);
        _door.Stall();
        using var stop = new CancellationTokenSource();

        Task change = link.TryRunAsync("ask", RedisScript.Read, [Keys.Record, Keys.Entries], [0, 0, 0], stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => change);
    }

    private static Task<RedisResult?> TryAsync(RedisLink link) =>
        link.TryRunAsync("ask", RedisScript.Read, [Keys.Record, Keys.Entries], [0, 0, 0], Cancel).AsTask();

    private static Task<RedisResult> ReadAsync(RedisLink link) =>
        link.RunAsync("ask", RedisScript.Read, [Keys.Record, Keys.Entries], [0, 0, 0], Cancel).AsTask();

    private static async Task<IConnectionMultiplexer> ConnectAsync(string server)
    {
        ConfigurationOptions options = RedisConnectionString.Parse(server);
        options.AsyncTimeout = (int)Longer.TotalMilliseconds;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
