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
/// A Sentinel that fell silent is believed to be connected for seconds: those that answer are not kept waiting for it,
/// and what it says late counts the next time. Otherwise a process that has it would learn of a failover seconds after
/// one that has not, and a holder lose its preference (<see cref="LeaseTimes.HolderPreference"/>).
/// </remarks>
internal sealed class SentinelWatch(ConfigurationOptions options, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long a Sentinel is waited for that is slower than another one.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromMilliseconds(300);

    private readonly string _name = options.ServiceName!;
    private readonly Dictionary<EndPoint, PrimaryView> _views = [];
    private readonly Dictionary<EndPoint, Task<PrimaryView?>> _asked = []; // and not heard yet
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
        await HearAsync().ConfigureAwait(false);
        foreach (IServer sentinel in _sentinels.GetServers().Where(static server => server.IsConnected))
        {
            if (!_asked.ContainsKey(sentinel.EndPoint))
                _asked.Add(sentinel.EndPoint, AskAsync(sentinel));
        }
        await Task.WhenAny(Task.WhenAll(_asked.Values), Task.Delay(AnswerWithin, time)).ConfigureAwait(false);
        while (!_asked.Values.Any(IsAnswer) && _asked.Values.Any(static asked => !asked.IsCompleted))
            await Task.WhenAny(_asked.Values.Where(static asked => !asked.IsCompleted)).ConfigureAwait(false);
        await HearAsync().ConfigureAwait(false);
        _hasReplicas = _views.Values.Any(static view => view.Replicas > 0);
        return _views.Count == 0 ? null : _views.Values.MaxBy(static view => view.Failover).Address;
    }

    public async ValueTask DisposeAsync()
    {
        if (_sentinels is not null)
            await _sentinels.DisposeAsync().ConfigureAwait(false);
    }

    private static bool IsAnswer(Task<PrimaryView?> asked) =>
        asked.IsFaulted || (asked.IsCompletedSuccessfully && asked.Result is not null);

    /// <summary>Takes in what has been answered by now.</summary>
    private async Task HearAsync()
    {
        foreach ((EndPoint sentinel, Task<PrimaryView?> asked) in _asked.Where(static one => one.Value.IsCompleted).ToList())
        {
            _asked.Remove(sentinel);
            if (await asked.ConfigureAwait(false) is { } said)
                _views[sentinel] = said;
        }
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
