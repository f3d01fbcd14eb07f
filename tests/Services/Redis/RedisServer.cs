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

    private readonly string[] _mode;
    private readonly StringBuilder _earlierLog = new();
    private ServiceProcess? _process;

    private RedisServer(RedisSettings settings, string[] mode)
    {
        Settings = settings;
        _mode = mode;
        Folder = Directory.CreateTempSubdirectory("fanout-redis-").FullName;
    }

    public RedisSettings Settings { get; }

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
    public static Task<RedisServer> StartAsync(RedisSettings? settings = null) => StartAsync(settings ?? new(), mode: []);

    /// <param name="mode">Arguments behind the configuration file: <c>--sentinel</c>.</param>
    internal static async Task<RedisServer> StartAsync(RedisSettings settings, string[] mode)
    {
        RedisProgram.Require();
        var server = new RedisServer(settings, mode);
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

    /// <summary>One command over a connection of its own; see <see cref="RedisConnection.SendAsync"/>.</summary>
    public async Task<object?> SendAsync(params string[] command)
    {
        await using var connection = await ConnectAsync();
        return await connection.SendAsync(command);
    }

    public Task<RedisConnection> ConnectAsync() => RedisConnection.ConnectAsync(Port, Settings.Password);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task StartOnFreePortAsync()
    {
        for (var count = 1; ; count++)
        {
            Port = FreePort.Next();
            await File.WriteAllLinesAsync(ConfigurationFile, Settings.Configuration(Port), TestContext.Current.CancellationToken);
            await StartProcessAsync();
            if (await UntilItAnswersAsync())
                return;
            if (count == StartCountMax || !Log.Contains("Address already in use", StringComparison.Ordinal))
                throw DidNotStart();
        }
    }

    private async Task StartProcessAsync()
    {
        if (_process is not null)
        {
            _earlierLog.Append(_process.Output);
            await _process.DisposeAsync();
        }
        var start = new ProcessStartInfo(RedisProgram.Name, [ConfigurationFile, .. _mode]) { WorkingDirectory = Folder };
        _process = await ServiceProcess.StartAsync(start);
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
