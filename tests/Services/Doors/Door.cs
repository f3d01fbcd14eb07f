using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Fanout.Services.Processes;

namespace Fanout.Services.Doors;

/// <summary>
/// The network before a server, as tests want it: a port of its own that passes bytes to the server's and back, until it is
/// told to stall, to cut, to refuse, to be slow or to swallow what is published.
/// </summary>
/// <remarks>May be told from any thread; what is said holds for all connections, those to come included.</remarks>
public sealed class Door : IAsyncDisposable
{
    private const int TriesMax = 10;

    private readonly PortNames? _names;
    private readonly Lock _lock = new();
    private readonly Dictionary<DoorConnection, Task> _connections = [];
    private DoorRules _rules = new();
    private TaskCompletionSource _changed = NewSignal();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    /// <param name="targetPort">Of the server.</param>
    /// <param name="names">For a Redis; null before any other server.</param>
    private Door(int targetPort, PortNames? names)
    {
        TargetPort = targetPort;
        _names = names;
        for (var tries = 1; _listener is null; tries++)
        {
            Port = FreePort.Next();
            try
            {
                Listen_NeedsLock();
            }
            catch (SocketException) when (tries < TriesMax)
            {
                // Another process came first.
            }
        }
    }

    /// <summary>On 127.0.0.1, like the server's.</summary>
    public int Port { get; }

    public int TargetPort { get; }

    /// <summary>As clients take it: <c>127.0.0.1:PORT</c>.</summary>
    public string EndPoint => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Connections that have come through and are not ended.</summary>
    public int ConnectionCount
    {
        get
        {
            lock (_lock)
                return _connections.Count;
        }
    }

    /// <summary>How much later bytes arrive, each way. None by default.</summary>
    public TimeSpan Latency
    {
        get => Rules.Latency;
        set => Change(rules => rules with { Latency = value });
    }

    internal bool IsMuted => Rules.Muted;

    private DoorRules Rules
    {
        get
        {
            lock (_lock)
                return _rules;
        }
    }

    /// <summary>Opens one before a server on 127.0.0.1, whatever it speaks.</summary>
    public static Door Open(int targetPort) => new(targetPort, names: null);

    /// <summary>
    /// Opens one before a Redis, for its clients: it knows who has subscribed, and what is a message. The link of a
    /// replica is not made of answers and needs <see cref="Open"/>.
    /// </summary>
    public static Door OpenToRedis(int targetPort) => OpenToRedis(targetPort, new PortNames());

    /// <param name="names">What its clients read in place of ports in answers.</param>
    internal static Door OpenToRedis(int targetPort, PortNames names) => new(targetPort, names);

    /// <summary>Lets everything through again, at once, beginning with what was held.</summary>
    public void Pass()
    {
        lock (_lock)
        {
            if (_listener is null)
                Listen_NeedsLock();
        }
        Change(static _ => new DoorRules());
    }

    /// <summary>Nothing goes on in these ways, and nothing is closed: neither end hears of it.</summary>
    public void Stall(DoorTraffic traffic = DoorTraffic.Both) => Change(rules => rules with { Stalled = traffic });

    /// <summary>Nothing goes to connections that have subscribed, or will; the others are as they were.</summary>
    public void StallSubscribers() => Change(rules => rules with { SubscribersStalled = true });

    /// <summary>What is published from now on is lost; all else goes through, on the same connections too.</summary>
    public void Mute() => Change(rules => rules with { Muted = true });

    /// <summary>Resets the connections there are. New ones come through, or are stalled, as before.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            foreach (var connection in _connections.Keys)
                connection.Cut();
        }
    }

    /// <summary>Resets the connections there are and refuses new ones, as where no server listens.</summary>
    public void Refuse()
    {
        lock (_lock)
        {
            _listener?.Dispose();
            _listener = null;
        }
        Cut();
    }

    public async ValueTask DisposeAsync()
    {
        Refuse();
        await _accepting;
        Task[] running;
        lock (_lock)
            running = [.. _connections.Values];
        await Task.WhenAll(running);
    }

    /// <summary>Returns when bytes that came <paramref name="since"/> then may go on; without a time: when anything may.</summary>
    internal async Task MayPassAsync(DoorConnection connection, DoorTraffic way, long? since, CancellationToken cancellation)
    {
        while (true)
        {
            DoorRules rules;
            Task changed;
            lock (_lock)
                (rules, changed) = (_rules, _changed.Task);
            var isStalled = rules.Stalled.HasFlag(way)
                || (rules.SubscribersStalled && way == DoorTraffic.ToClient && connection.IsSubscriber);
            var rest = since is { } arrived ? rules.Latency - TimeProvider.System.GetElapsedTime(arrived) : TimeSpan.Zero;
            if (!isStalled && rest <= TimeSpan.Zero)
                return;
            var patience = isStalled ? Timeout.InfiniteTimeSpan : rest;
            await Task.WhenAny(changed, Task.Delay(patience, TimeProvider.System, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Func<DoorRules, DoorRules> change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _rules = change(_rules);
            (changed, _changed) = (_changed, NewSignal());
        }
        changed.SetResult();
    }

    private void Listen_NeedsLock()
    {
        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        _listener = listener;
        _accepting = Task.Run(() => AcceptAsync(listener));
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            try
            {
                var client = await listener.AcceptSocketAsync();
                lock (_lock)
                {
                    var connection = new DoorConnection(this, client, _names is null ? null : new RedisTraffic(_names));
                    _connections.Add(connection, RunAsync(connection));
                    if (_listener != listener)
                        connection.Cut(); // refused meanwhile
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return; // no longer listening
            }
        }
    }

    private async Task RunAsync(DoorConnection connection)
    {
        await Task.Yield(); // it is in the list first
        await connection.RunAsync();
        lock (_lock)
        {
            _connections.Remove(connection);
            connection.Dispose();
        }
    }
}
