using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Fanout.Services.Processes;

namespace Fanout.Services.Redis;

/// <summary>
/// A real Redis on a free loopback port, with its data in a folder of its own; both end with it. What it has answered
/// outlives <see cref="KillAsync"/>, by its append-only file.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const int StartCountMax = 5; // another process may take the port that was free a moment ago

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30); // a busy machine starts slowly
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(3); // TIME is read in seconds, and takes a while

    private readonly Func<IEnumerable<string>> _configuration;
    private readonly string[] _mode;
    private readonly string? _password;
    private readonly ShiftedClock? _clock;
    private readonly StringBuilder _earlierLog = new();
    private ServiceProcess? _process;

    private RedisServer(
        Func<IEnumerable<string>> configuration, string[] mode, string? password = null, TimeSpan? clockOffset = null)
    {
        _configuration = configuration;
        _mode = mode;
        _password = password;
        Folder = Directory.CreateTempSubdirectory("fanout-redis-").FullName;
        if (clockOffset is { } offset)
        {
            _clock = new ShiftedClock(Folder);
            _clock.Set(offset);
        }
    }

    /// <summary>On 127.0.0.1; stays the same through restarts.</summary>
    public int Port { get; private set; }

    /// <summary>As clients and <c>--redis</c> take it: <c>127.0.0.1:PORT</c>.</summary>
    public string EndPoint => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Its configuration and data.</summary>
    public string Folder { get; }

    public int ProcessId => _process!.Id;

    /// <summary>Whether its process runs; one that is paused does.</summary>
    public bool IsRunning => _process is { HasEnded: false };

    /// <summary>What the server says of itself, over all its runs.</summary>
    public string Log => _earlierLog + _process?.Output;

    private string ConfigurationFile => Path.Combine(Folder, "redis.conf");

    /// <summary>Starts one that answers PING; skips the test where there is none (<see cref="RedisProgram.Require"/>).</summary>
    /// <exception cref="InvalidOperationException">It did not come up; the message holds its log.</exception>
    public static Task<RedisServer> StartAsync(RedisSettings? settings = null)
    {
        settings ??= new();
        if (settings.ClockOffset is null)
            RedisProgram.Require();
        else
            RedisProgram.RequireShiftedClock();
        return StartAsync(new RedisServer(settings.Configuration, [], settings.Password, settings.ClockOffset));
    }

    /// <summary>Starts a Sentinel: it has commands of its own, but is the same program.</summary>
    internal static Task<RedisServer> StartSentinelAsync(Func<IEnumerable<string>> configuration)
    {
        RedisProgram.Require();
        return StartAsync(new RedisServer(configuration, ["--sentinel"]));
    }

    /// <summary>As <c>kill</c>: it ends in an orderly way. Data and port stay.</summary>
    public Task StopAsync() => _process!.TerminateAsync();

    /// <summary>As <c>kill -9</c>. Data and port stay.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>Freezes it: connections stay open, and nothing is answered.</summary>
    public void Pause() => _process!.Pause();

    public void Resume() => _process!.Resume();

    /// <summary>Starts it again after it was stopped or killed, on the same port; returns when it answers.</summary>
    /// <param name="empty">Whether its data goes first, as if the disk had been lost.</param>
    /// <exception cref="InvalidOperationException">It did not come up; the message holds its log.</exception>
    public async Task StartAgainAsync(bool empty = false)
    {
        if (IsRunning)
            throw new InvalidOperationException($"Redis at {EndPoint} is running");
        if (empty)
            DropData();
        await StartProcessAsync();
        if (!await UntilItAnswersAsync())
            throw DidNotStart();
    }

    /// <summary>Ends it in an orderly way and starts it again at once, with its data and on its port.</summary>
    /// <exception cref="InvalidOperationException">It did not come up; the message holds its log.</exception>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    /// <summary>
    /// Sets its wall clock ahead, or back by a negative offset; returns when the server has noticed. Only with
    /// <see cref="RedisSettings.ClockOffset"/>.
    /// </summary>
    public async Task ShiftClockAsync(TimeSpan offset)
    {
        if (_clock is null)
            throw new InvalidOperationException($"the clock of Redis at {EndPoint} is the machine's");
        _clock.Set(offset);
        await Eventually.TrueAsync($"the clock of Redis is shifted by {offset}", async () =>
            (await OffsetAsync() - offset).Duration() < ClockTolerance);
    }

    /// <summary>Returns when it follows a primary and has all that this one had when it began.</summary>
    public Task UntilReplicaAsync() =>
        Eventually.TrueAsync($"{EndPoint} is a replica that has caught up", async () =>
        {
            var info = await RedisInfo.OfAsync(this, "replication");
            return info["role"] == "slave" && info["master_link_status"] == "up";
        });

    /// <summary>One command over a connection of its own; see <see cref="RedisConnection.SendAsync"/>.</summary>
    public async Task<object?> SendAsync(params string[] command)
    {
        await using var connection = await ConnectAsync();
        return await connection.SendAsync(command);
    }

    public Task<RedisConnection> ConnectAsync() => RedisConnection.ConnectAsync(Port, _password);

    public async ValueTask DisposeAsync()
    {
        await EndProcessAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<RedisServer> StartAsync(RedisServer server)
    {
        try
        {
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private async Task StartOnFreePortAsync()
    {
        for (var count = 1; ; count++)
        {
            Port = FreePort.Next();
            string[] configuration =
                [$"port {Port}", "bind 127.0.0.1", "protected-mode no", "daemonize no", .. _configuration()];
            await File.WriteAllLinesAsync(ConfigurationFile, configuration, TestContext.Current.CancellationToken);
            await StartProcessAsync();
            if (await UntilItAnswersAsync())
                return;
            if (count == StartCountMax || !Log.Contains("Address already in use", StringComparison.Ordinal))
                throw DidNotStart();
        }
    }

    private async Task StartProcessAsync()
    {
        await EndProcessAsync();
        var start = new ProcessStartInfo(RedisProgram.Name, [ConfigurationFile, .. _mode]) { WorkingDirectory = Folder };
        foreach (var (name, value) in _clock?.Variables(usesJemalloc: true) ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        _process = await ServiceProcess.StartAsync(start);
    }

    private async Task EndProcessAsync()
    {
        if (_process is null)
            return;
        await _process.DisposeAsync();
        _earlierLog.Append(_process.Output);
        _process = null;
    }

    /// <returns>Whether it answers; otherwise its process has ended.</returns>
    private async Task<bool> UntilItAnswersAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < StartPatience)
        {
            if (_process!.HasEnded)
                return false;
            if (await AnswersAsync())
                return true;
            await Task.Delay(PollInterval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        throw DidNotStart();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            return await SendAsync("PING") is "PONG";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false; // not listening yet
        }
        catch (RedisErrorException e) when (e.Message.StartsWith("LOADING", StringComparison.Ordinal))
        {
            return false; // reading what it had
        }
    }

    private async Task<TimeSpan> OffsetAsync()
    {
        var time = (object?[])(await SendAsync("TIME"))!; // seconds, and microseconds of it
        var seconds = long.Parse((string)time[0]!, CultureInfo.InvariantCulture);
        return DateTimeOffset.FromUnixTimeSeconds(seconds) - TimeProvider.System.GetUtcNow();
    }

    private void DropData()
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(Folder).Where(path => path != ConfigurationFile))
        {
            if (Directory.Exists(entry))
                Directory.Delete(entry, recursive: true);
            else
                File.Delete(entry);
        }
    }

    private InvalidOperationException DidNotStart() => new($"Redis did not start on {EndPoint}:\n{Log}");
}
