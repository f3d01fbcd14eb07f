using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>
/// Brings up the first connection, however long that takes, and checks that the servers may be used. Later losses are
/// the client's to mend; but where there are Sentinels, the connection is to the one server that they name, and is
/// made anew when they name another (<see cref="SentinelWatch"/>).
/// </summary>
internal sealed class RedisConnecting : IAsyncDisposable
{
    private static readonly TimeSpan RetryPauseMin = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryPauseMax = TimeSpan.FromSeconds(5);

    /// <summary>Sentinels take seconds for a failover; this comes on top of them.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConfigurationOptions _options;
    private readonly RedisLogSettings _settings;
    private readonly RedisLink _link;
    private readonly RedisReading _reading;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _servers;
    private readonly SentinelWatch? _sentinels;
    private RedisAddress? _primary; // that the connection is to, by the Sentinels
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
        if (!string.IsNullOrEmpty(_options.ServiceName))
            _sentinels = new SentinelWatch(_options, time);
    }

    /// <summary>As <see cref="SentinelWatch.HasReplicas"/>; false without Sentinels.</summary>
    public bool HasReplicas => _sentinels is { HasReplicas: true };

    /// <summary>Completes when requests can be sent.</summary>
    /// <exception cref="LogStorageException">The servers can be reached and must not be used.</exception>
    public Task RunAsync(HintListener listener, RedisKeys first)
    {
        Task connected = Task.Run(() => ConnectAsync(listener, first));
        _running = _sentinels is null ? connected : FollowAsync(connected, listener, first);
        return connected;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_sentinels is not null)
            await _sentinels.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task ConnectAsync(HintListener listener, RedisKeys first)
    {
        TimeSpan pause = RetryPauseMin;
        while (true)
        {
            try
            {
                await TryConnectAsync(await FindPrimaryAsync().ConfigureAwait(false), listener, first, isFirst: true)
                    .ConfigureAwait(false);
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

    /// <summary>Goes where the Sentinels say, for as long as this lives: also past a server that must not be used.</summary>
    private async Task FollowAsync(Task connected, HintListener listener, RedisKeys first)
    {
        await connected.ConfigureAwait(false);
        while (true)
        {
            await Task.Delay(LookEvery, _time, _stop.Token).ConfigureAwait(false);
            try
            {
                RedisAddress? named = await FindPrimaryAsync().ConfigureAwait(false);
                if (named == _primary)
                    continue;
                RedisMessages.PrimaryNamed(_logger, $"{named}", $"{_primary}");
                await TryConnectAsync(named, listener, first, isFirst: false).ConfigureAwait(false);
            }
            catch (LogStorageException failure) when (failure.IsDamage)
            {
                RedisMessages.NoLogThere(_logger, $"{_primary}", FirstLineOf(failure)); // the next one may have it
            }
            catch (Exception failure) when (!_stop.IsCancellationRequested)
            {
                RedisMessages.Unreachable(_logger, _servers, (long)LookEvery.TotalMilliseconds, FirstLineOf(failure));
            }
        }
    }

    /// <summary>The server to connect to; <see langword="null"/>: those of the connection string.</summary>
    private async Task<RedisAddress?> FindPrimaryAsync() => _sentinels is null
        ? null
        : await _sentinels.FindAsync().WaitAsync(_stop.Token).ConfigureAwait(false)
            ?? throw new LogStorageException($"no Sentinel of {_servers} names a primary of {_options.ServiceName}");

    /// <param name="primary">As <see cref="FindPrimaryAsync"/>.</param>
    /// <param name="listener">Is to hear the hints of the server.</param>
    /// <param name="first">Keys of the first partition.</param>
    /// <param name="isFirst">Whether a server that must not keep a log is refused. One that was promoted is used:
    /// <see cref="PrimaryWatch"/> names it, and what is being played now goes on.</param>
    private async Task TryConnectAsync(RedisAddress? primary, HintListener listener, RedisKeys first, bool isFirst)
    {
        ConfigurationOptions options = OptionsFor(primary);
        ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(options.Clone())
            .WaitAsync(_stop.Token).ConfigureAwait(false);
        ConnectionMultiplexer? writing = null;
        try
        {
            await (isFirst ? ServerCheck.RunAsync(connection, _servers) : ServerCheck.FindPrimariesAsync(connection, _servers))
                .WaitAsync(_stop.Token).ConfigureAwait(false);
            if (_settings.WaitReplicas > 0)
            {
                writing = await ConnectionMultiplexer.ConnectAsync(options.Clone())
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
        _primary = primary;
        await _link.UseAsync(connection, writing).ConfigureAwait(false);
        await _reading.ReadRecordAsync(first, 0, 0, _stop.Token).ConfigureAwait(false);
    }

    private ConfigurationOptions OptionsFor(RedisAddress? primary)
    {
        ConfigurationOptions options = _options.Clone();
        if (primary is { } named)
        {
            options.ServiceName = null;
            options.EndPoints.Clear();
            options.EndPoints.Add(named.Host, named.Port);
        }
        return options;
    }

    private void OnLost(object? sender, ConnectionFailedEventArgs lost) =>
        RedisMessages.Lost(_logger, $"{lost.EndPoint}", $"{lost.FailureType}");

    private void OnBack(object? sender, ConnectionFailedEventArgs back) =>
        RedisMessages.Back(_logger, $"{back.EndPoint}");

    /// <summary>Not of servers that must not be used, and not when there is nobody left to connect for.</summary>
    private bool IsWorthAnotherTry(Exception failure) =>
        failure is LogStorageException log ? !log.IsDamage : !_stop.IsCancellationRequested && RedisErrors.IsPassing(failure);

    private static string FirstLineOf(Exception failure) => failure.Message.Split('\n')[0];
}
