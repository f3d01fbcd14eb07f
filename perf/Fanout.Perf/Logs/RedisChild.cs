using System.Globalization;
using Fanout.Perf.Harness;
using StackExchange.Redis;

namespace Fanout.Perf.Logs;

/// <summary>A <c>redis-server</c> on a free port, with its append-only file in a folder that goes with it.</summary>
internal sealed class RedisChild : IAsyncDisposable
{
    private const string Program = "redis-server";
    private static readonly TimeSpan StartTimeMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly Child _child;
    private readonly DirectoryInfo _folder;
    private readonly ConnectionMultiplexer _connection;

    private RedisChild(Child child, DirectoryInfo folder, int port, ConnectionMultiplexer connection) =>
        (_child, _folder, Port, _connection) = (child, folder, port, connection);

    /// <summary>Why there is none here, or null.</summary>
    public static string? Missing => Shell.Has(Program) ? null : $"apt-get install {Program}";

    /// <summary>On loopback.</summary>
    public int Port { get; }

    /// <summary>As <c>--redis</c> takes it.</summary>
    public string EndPoint => EndPointOf(Port);

    /// <summary>Of its process.</summary>
    public int Id => _child.Id;

    /// <exception cref="HarnessException">It does not answer.</exception>
    public static async Task<RedisChild> StartAsync(string? processors)
    {
        var port = LoadGenerator.FreePort();
        var folder = Directory.CreateDirectory(Repository.PathOf("artifacts", "perf", $"redis-{port}"));
        // As docs/operations/redis.md has it, but that the file is not written anew: a window is too short for that.
        var child = Child.Start(
            Program,
            processors,
            Program,
            [
                "--port", port.ToString(CultureInfo.InvariantCulture),
                "--bind", "127.0.0.1",
                "--dir", folder.FullName,
                "--save", "",
                "--appendonly", "yes",
                "--appendfsync", "everysec",
                "--auto-aof-rewrite-percentage", "0",
                "--maxmemory-policy", "noeviction",
            ],
            commanded: false);
        return new RedisChild(child, folder, port, await ConnectAsync(child, port));
    }

    /// <summary>What it has counted so far.</summary>
    public async Task<RedisCounts> CountAsync()
    {
        var server = _connection.GetServer(_connection.GetEndPoints()[0]);
        return RedisCounts.Read(
            (await server.InfoRawAsync("commandstats"))!,
            (await server.InfoRawAsync("memory"))!,
            (await server.InfoRawAsync("stats"))!);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _child.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string EndPointOf(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private static async Task<ConnectionMultiplexer> ConnectAsync(Child child, int port)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await ConnectionMultiplexer.ConnectAsync(EndPointOf(port) + ",allowAdmin=true"); // for INFO
            }
            catch (RedisConnectionException) when (TimeProvider.System.GetElapsedTime(began) < StartTimeMax)
            {
                await Task.Delay(LookEvery, TimeProvider.System, CancellationToken.None);
            }
            catch (RedisConnectionException)
            {
                await child.DisposeAsync();
                throw child.Failed($"does not answer on port {port} after {StartTimeMax.TotalSeconds} s");
            }
        }
    }
}
