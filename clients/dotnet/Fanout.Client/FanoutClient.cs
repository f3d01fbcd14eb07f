using System.Net.WebSockets;
using Fanout.Client.Connections;
using Fanout.Client.Subscriptions;
using Fanout.Protocol.Messages;

namespace Fanout.Client;

/// <summary>
/// Follows topics of a Fanout server over one connection, and keeps their states exact: it reconnects, resumes by position,
/// checks every state hash and asks anew where something is missing.
/// </summary>
/// <remarks>Safe for any number of threads. One subscription per topic; share it, or make another client.</remarks>
public sealed class FanoutClient : IAsyncDisposable
{
    private readonly FanoutClientOptions _options;
    private readonly Backoff _backoff;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _running;
    private Connection? _connection;
    private Exception? _refused;

    public FanoutClient(FanoutClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _backoff = new Backoff(options.BackoffBase, options.BackoffMax);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Raised when <see cref="IsConnected"/> changes, with what ended the connection; on the connection's thread.</summary>
    public event EventHandler<ConnectionChangedEventArgs>? ConnectionChanged;

    /// <summary>Whether a connection stands. Without one the states are the last known ones, not live.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Whether a connection stands and its node is level with the log.</summary>
    public bool IsLive => IsConnected && _connection is { Level: true };

    /// <summary>Follows the whole state of a match.</summary>
    public StateSubscription<MatchState, MatchDelta> Match(string id, uint delaySeconds = 0) =>
        Add(new StateSubscription<MatchState, MatchDelta>(
            this, $"match/{id}", delaySeconds, static snapshot => snapshot.Match, static delta => delta.Match));

    /// <summary>Follows participants, score, status and clock of a match.</summary>
    public StateSubscription<ScoreState, ScoreDelta> Score(string id, uint delaySeconds = 0) =>
        Add(new StateSubscription<ScoreState, ScoreDelta>(
            this, $"score/{id}", delaySeconds, static snapshot => snapshot.Score, static delta => delta.Score));

    /// <summary>Follows a board: <c>live</c>, <c>sport/tennis</c>, <c>day/2026-11-22</c>…</summary>
    public StateSubscription<BoardState, BoardDelta> Board(string name, uint delaySeconds = 0) =>
        Add(new StateSubscription<BoardState, BoardDelta>(
            this, $"board/{name}", delaySeconds, static snapshot => snapshot.Board, static delta => delta.Board));

    /// <summary>Follows every entry of a match: from now on, with the state of now first.</summary>
    public EventsSubscription Events(string id, uint delaySeconds = 0) =>
        Add(new EventsSubscription(this, $"events/{id}", delaySeconds, after: null, state: null));

    /// <summary>Follows every entry of a match after the last one that the caller has kept.</summary>
    public EventsSubscription EventsAfter(string id, EventUpdate last, uint delaySeconds = 0)
    {
        ArgumentNullException.ThrowIfNull(last);
        return Add(new EventsSubscription(this, $"events/{id}", delaySeconds, last.Position, last.State));
    }

    /// <summary>Follows every entry of a match from its first one in this epoch.</summary>
    public EventsSubscription EventsFromStart(string id, uint epoch, uint delaySeconds = 0) =>
        Add(new EventsSubscription(this, $"events/{id}", delaySeconds, new Position { Epoch = epoch }, state: null));

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _ended.Dispose();
    }

    internal void Remove(Subscription subscription)
    {
        Connection? connection;
        lock (_lock)
        {
            if (!_subscriptions.Remove(subscription.Topic))
                return;
            connection = _connection;
        }
        if (connection is not null)
            _ = IgnoreLossAsync(connection.UnsubscribeAsync(subscription, _ended.Token));
    }

    private void Forget(Subscription subscription)
    {
        lock (_lock)
            _subscriptions.Remove(subscription.Topic);
    }

    private T Add<T>(T subscription)
        where T : Subscription
    {
        Connection? connection;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_ended.IsCancellationRequested, this);
            if (_refused is not null)
                throw _refused;
            if (!_subscriptions.TryAdd(subscription.Topic, subscription))
                throw new InvalidOperationException($"{subscription.Topic} is already subscribed to by this client");
            connection = _connection;
        }
        if (connection is not null)
            _ = IgnoreLossAsync(connection.SubscribeAsync(subscription, _ended.Token));
        return subscription;
    }

    private async Task RunAsync()
    {
        Exception? end = null;
        try
        {
            while (!_ended.IsCancellationRequested && end is null)
            {
                (end, var reconnectAfter) = await LiveOnceAsync().ConfigureAwait(false);
                if (end is null)
                    await WaitAsync(_backoff.Next(reconnectAfter)).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // The outermost place: readers who wait for ever would be worse than readers who are told.
        catch (Exception unforeseen)
#pragma warning restore CA1031
        {
            end = unforeseen;
        }
        IsConnected = false;
        EndAll(end);
    }

    /// <summary>One connection; why there must not be another (null: there may), and how long the server asked to stay away.</summary>
    private async Task<(Exception? End, TimeSpan ReconnectAfter)> LiveOnceAsync()
    {
        var connection = new Connection(_options, Forget);
        await using (connection.ConfigureAwait(false))
        {
            var lost = await LiveAsync(connection).ConfigureAwait(false);
            var end = connection.Ending.Refusal;
            Changed(false, end ?? lost);
            return (end, connection.ReconnectAfter);
        }
    }

    /// <summary>Runs one connection to its end; what ended it comes back, since a lost connection is expected.</summary>
    private async Task<Exception?> LiveAsync(Connection connection)
    {
        try
        {
            lock (_lock)
                _connection = connection;
            await connection.RunAsync(All, OnConnected, _ended.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception lost) when (lost is WebSocketException or OperationCanceledException or FanoutException)
        {
            return lost;
        }
        finally
        {
            lock (_lock)
                _connection = null;
        }
    }

    private void OnConnected()
    {
        _backoff.Reset();
        Changed(true, null);
    }

    private void Changed(bool connected, Exception? cause)
    {
        IsConnected = connected;
        ConnectionChanged?.Invoke(this, new ConnectionChangedEventArgs(connected, cause));
    }

    private async Task WaitAsync(TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, _options.Time, _ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Disposed while waiting: the loop ends.
        }
    }

    private Subscription[] All()
    {
        lock (_lock)
            return [.. _subscriptions.Values];
    }

    private void EndAll(Exception? cause)
    {
        Subscription[] subscriptions;
        lock (_lock)
        {
            _refused = cause;
            subscriptions = [.. _subscriptions.Values];
            _subscriptions.Clear();
        }
        foreach (var subscription in subscriptions)
            subscription.End(cause);
    }

    /// <summary>A request that a lost connection swallowed is made again by the next one.</summary>
    private static async Task IgnoreLossAsync(Task request)
    {
        try
        {
            await request.ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // See the summary.
        }
    }
}
