using System.Globalization;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>A server by its address.</summary>
internal readonly record struct RedisAddress(string Host, int Port)
{
    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>
/// Asks Sentinels which server is the primary. The client would go by what servers say of themselves, and an old primary
/// that was started again says that it is one for some ten seconds: what is written there is lost with its demotion.
/// </summary>
/// <remarks>
/// Sentinels number their failovers. The highest number counts, also of those that were heard before: a Sentinel that was
/// cut off names the primary that it last knew. One caller at a time.
/// </remarks>
internal sealed class SentinelWatch(ConfigurationOptions options) : IAsyncDisposable
{
    private readonly string _name = options.ServiceName!;
    private ConnectionMultiplexer? _sentinels;
    private long _failover = -1;
    private RedisAddress? _primary;

    /// <summary>
    /// The primary by the newest failover that any Sentinel knows of; <see langword="null"/> as long as none ever named one.
    /// </summary>
    /// <exception cref="RedisException">None could be reached yet.</exception>
    public async Task<RedisAddress?> FindAsync()
    {
        _sentinels ??= await ConnectionMultiplexer.SentinelConnectAsync(options.Clone()).ConfigureAwait(false);
        IServer[] connected = [.. _sentinels.GetServers().Where(static server => server.IsConnected)];
        foreach (KeyValuePair<string, string>[]? view in await Task.WhenAll(connected.Select(AskAsync)).ConfigureAwait(false))
        {
            if (view is not null)
                Hear(view.ToDictionary());
        }
        return _primary;
    }

    public async ValueTask DisposeAsync()
    {
        if (_sentinels is not null)
            await _sentinels.DisposeAsync().ConfigureAwait(false);
    }

    private void Hear(Dictionary<string, string> view)
    {
        long failover = NumberOf(view, "config-epoch");
        if (failover <= _failover)
            return;
        _failover = failover;
        _primary = new RedisAddress(view["ip"], (int)NumberOf(view, "port"));
    }

    private async Task<KeyValuePair<string, string>[]?> AskAsync(IServer sentinel)
    {
        try
        {
            return await sentinel.SentinelMasterAsync(_name).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RedisException or RedisTimeoutException or OperationCanceledException)
        {
            return null; // it is away, or does not know the name
        }
    }

    private static long NumberOf(Dictionary<string, string> view, string name) =>
        long.Parse(view[name], CultureInfo.InvariantCulture);
}
