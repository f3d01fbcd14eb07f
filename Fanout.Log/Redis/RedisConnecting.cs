using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>
/// Brings up the first connection, however long that takes, and checks once that the servers may be used. Later losses
/// are the client's to mend.
/// </summary>
internal sealed class RedisConnecting : IAsyncDisposable
{
    private static readonly TimeSpan RetryPauseMin = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryPauseMax = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConfigurationOptions _options;
    private readonly RedisLogSettings _settings;
    private readonly RedisLink _link;
    private readonly RedisReading _reading;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _servers;
    private Task _running = Task.CompletedTask;

    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public RedisConnecting(
        RedisLogSettings settings, RedisLink link, RedisReading reading, TimeProvider time, ILogger logger)
    {
        _options = RedisConnectionString.Parse(settings.Connection);
        _settings = settings;
        _link = link;
        _reading = reading;
        _time = time;
        _logger = logger;
        _servers = RedisConnectionString.ServersOf(_options);
    }

    /// <summary>Completes when requests can be sent.</summary>
    /// <exception cref="LogStorageException">The servers can be reached and must not be used.</exception>
    public Task RunAsync(HintListener listener, RedisKeys first)
    {
        Task running = Task.Run(() => ConnectAsync(listener, first));
        _running = running;
        return running;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ConnectAsync(HintListener listener, RedisKeys first)
    {
        TimeSpan pause = RetryPauseMin;
        while (true)
        {
            try
            {
                await TryConnectAsync(listener, first).ConfigureAwait(false);
                RedisMessages.Connected(_logger, _servers, _settings.PartitionCount);
                return;
            }
            catch (Exception failure) when (IsWorthAnotherTry(failure))
            {
                RedisMessages.Unreachable(_logger, _servers, (long)pause.TotalMilliseconds, FirstLineOf(failure));
            }
            await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(false);
            pause = pause * 2 < RetryPauseMax ? pause * 2 : RetryPauseMax;
        }
    }

    private async Task TryConnectAsync(HintListener listener, RedisKeys first)
    {
        ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(_options.Clone())
            .WaitAsync(_stop.Token).ConfigureAwait(false);
        ConnectionMultiplexer? writing = null;
        try
        {
            await ServerCheck.RunAsync(connection, _servers).WaitAsync(_stop.Token).ConfigureAwait(false);
            if (_settings.WaitReplicas > 0)
            {
                writing = await ConnectionMultiplexer.ConnectAsync(_options.Clone())
                    .WaitAsync(_stop.Token).ConfigureAwait(false);
            }
            await listener.ListenAsync(connection).WaitAsync(_stop.Token).ConfigureAwait(false);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            if (writing is not null)
                await writing.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        connection.ConnectionFailed += OnLost;
        connection.ConnectionRestored += OnBack;
        _link.Use(connection, writing);
        await _reading.ReadRecordAsync(first, 0, 0, _stop.Token).ConfigureAwait(false);
    }

    private void OnLost(object? sender, ConnectionFailedEventArgs lost) =>
        RedisMessages.Lost(_logger, $"{lost.EndPoint}", $"{lost.FailureType}");

    private void OnBack(object? sender, ConnectionFailedEventArgs back) =>
        RedisMessages.Back(_logger, $"{back.EndPoint}");

    private static bool IsWorthAnotherTry(Exception failure) =>
        failure is LogStorageException { IsDamage: false } || RedisErrors.IsPassing(failure);

    private static string FirstLineOf(Exception failure) => failure.Message.Split('\n')[0];
}
