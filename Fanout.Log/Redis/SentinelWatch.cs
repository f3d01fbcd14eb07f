using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>A server by its address.</summary>
internal readonly record struct RedisAddress(string Host, int Port)
{
    /// <summary>That of an endpoint; <see langword="null"/> where it is none of a server.</summary>
    public static RedisAddress? Of(EndPoint? endpoint) => endpoint switch
    {
        IPEndPoint ip => new RedisAddress($"{ip.Address}", ip.Port),
        DnsEndPoint dns => new RedisAddress(dns.Host, dns.Port),
        _ => null,
    };

    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>
/// Asks Sentinels which server is the primary. The client would go by what servers say of themselves, and an old primary
/// that was started again says that it is one for some ten seconds: what is written there is lost with its demotion.
/// </summary>
/// <remarks>
/// Sentinels number their failovers. The highest number counts, also of those that are not heard now: a Sentinel that was
/// cut off names the primary that it last knew. One whose own number falls was made anew, and what it said before counts
/// no more. The number is asked for first and the address after it, by the command
/// for clients: the Sentinel that leads a failover has the new number for a moment while it still monitors the old
/// address. An address is thus never older than its number. One caller at a time.
/// </remarks>
internal sealed class SentinelWatch(ConfigurationOptions options) : IAsyncDisposable
{
    private readonly string _name = options.ServiceName!;
    private readonly Dictionary<EndPoint, PrimaryView> _views = [];
    private ConnectionMultiplexer? _sentinels;
    private volatile bool _hasReplicas;

    /// <summary>
    /// Whether any Sentinel knew a replica of the primary when it was last heard, connected or not. May be read at any
    /// time.
    /// </summary>
    public bool HasReplicas => _hasReplicas;

    /// <summary>
    /// The primary by the newest failover that any Sentinel told of; <see langword="null"/> as long as none ever named one.
    /// </summary>
    /// <exception cref="RedisException">None could be reached yet.</exception>
    public async Task<RedisAddress?> FindAsync()
    {
        _sentinels ??= await ConnectionMultiplexer.SentinelConnectAsync(options.Clone()).ConfigureAwait(false);
        IServer[] connected = [.. _sentinels.GetServers().Where(static server => server.IsConnected)];
        PrimaryView?[] heard = await Task.WhenAll(connected.Select(AskAsync)).ConfigureAwait(false);
        foreach ((IServer sentinel, PrimaryView? view) in connected.Zip(heard))
        {
            if (view is { } said)
                _views[sentinel.EndPoint] = said;
        }
        _hasReplicas = _views.Values.Any(static view => view.Replicas > 0);
        return _views.Count == 0 ? null : _views.Values.MaxBy(static view => view.Failover).Address;
    }

    public async ValueTask DisposeAsync()
    {
        if (_sentinels is not null)
            await _sentinels.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<PrimaryView?> AskAsync(IServer sentinel)
    {
        try
        {
            Task<KeyValuePair<string, string>[]> asked = sentinel.SentinelMasterAsync(_name);
            Task<EndPoint?> address = sentinel.SentinelGetMasterAddressByNameAsync(_name);
            var facts = (await asked.ConfigureAwait(false)).ToDictionary();
            long failover = long.Parse(facts["config-epoch"], CultureInfo.InvariantCulture);
            int replicas = int.Parse(facts.GetValueOrDefault("num-slaves", "0"), CultureInfo.InvariantCulture);
            return RedisAddress.Of(await address.ConfigureAwait(false)) is { } named
                ? new PrimaryView(failover, named, replicas)
                : null;
        }
        catch (Exception failure) when (failure is RedisException or RedisTimeoutException or OperationCanceledException)
        {
            return null; // it is away, or does not know the name
        }
    }

    /// <summary>What one Sentinel says.</summary>
    private readonly record struct PrimaryView(long Failover, RedisAddress Address, int Replicas);
}
