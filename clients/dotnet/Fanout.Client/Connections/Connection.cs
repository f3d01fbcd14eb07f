using Fanout.Client.Subscriptions;
using Fanout.Protocol.Messages;

namespace Fanout.Client.Connections;

/// <summary>One life of a connection: greets, subscribes, hands frames to subscriptions, until the socket or the server ends it.</summary>
/// <remarks>
/// One reader runs <see cref="RunAsync"/>; requests come from any thread. Subscriptions are touched by the reader alone, but for
/// being added, which takes the lock.
/// </remarks>
internal sealed class Connection : IAsyncDisposable
{
    private readonly FanoutClientOptions _options;
    private readonly Action<Subscription> _ended;
    private readonly StreamSocket _socket;
    private readonly Lock _lock = new();
    private readonly Dictionary<uint, Subscription> _awaited = [];   // by ref
    private readonly Dictionary<uint, Subscription> _subscribed = []; // by topic id
    private uint _lastRef;
    private bool _greeted;
    private long _lastFrame;
    private volatile bool _heldUp; // by a reader of ours: what comes meanwhile is not read, and its silence is not the server's
    private Goodbye? _goodbye;

    /// <param name="options">Where to, and how patiently.</param>
    /// <param name="ended">Told of each subscription that the server ended.</param>
    public Connection(FanoutClientOptions options, Action<Subscription> ended)
    {
        _options = options;
        _ended = ended;
        _socket = new StreamSocket(options);
    }

    /// <summary>How long the server asked to stay away before the next connection.</summary>
    public TimeSpan ReconnectAfter =>
        _goodbye is null ? _socket.RetryAfter : TimeSpan.FromMilliseconds(_goodbye.ReconnectAfterMs);

    public Ending Ending => Ending.Of(_socket.CloseCode, _socket.CloseReason, _goodbye);

    /// <summary>Whether the node says that it is level with the log.</summary>
    public bool Level { get; private set; } = true;

    public async Task RunAsync(Func<Subscription[]> subscriptions, Action connected, CancellationToken cancellation)
    {
        await _socket.ConnectAsync(_options.Server, cancellation).ConfigureAwait(false);
        _lastFrame = _options.Time.GetTimestamp();
        await _socket.SendAsync(Greeting(), cancellation).ConfigureAwait(false);
        lock (_lock)
            _greeted = true;
        // Whoever is added from here on asks for itself; asking twice only resyncs.
        foreach (var subscription in subscriptions())
            await SubscribeAsync(subscription, cancellation).ConfigureAwait(false);
        connected();

        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watch = WatchSilenceAsync(silence);
        try
        {
            while (await _socket.ReceiveAsync(silence.Token).ConfigureAwait(false) is { } frame)
            {
                Volatile.Write(ref _lastFrame, _options.Time.GetTimestamp());
                await TakeAsync(frame, silence.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            await silence.CancelAsync().ConfigureAwait(false);
            await watch.ConfigureAwait(false);
        }
    }

    /// <summary>Asks for a topic from where its subscription stands; before the greeting it is left to <see cref="RunAsync"/>.</summary>
    public async Task SubscribeAsync(Subscription subscription, CancellationToken cancellation)
    {
        var request = new Subscribe { Topics = { subscription.Request() } };
        lock (_lock)
        {
            if (!_greeted || subscription.IsOver)
                return;
            request.Ref = ++_lastRef;
            subscription.AwaitedRef = request.Ref;
            _awaited[request.Ref] = subscription;
        }
        await _socket.SendAsync(new ClientFrame { Subscribe = request }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends a topic here; one whose answer is still to come is ended when it comes.</summary>
    public Task UnsubscribeAsync(Subscription subscription, CancellationToken cancellation)
    {
        lock (_lock)
        {
            // Its numbers may be of an earlier connection, and another's on this one.
            if (_awaited.GetValueOrDefault(subscription.AwaitedRef) == subscription)
                _awaited.Remove(subscription.AwaitedRef);
            if (!Leave(subscription))
                return Task.CompletedTask;
        }
        return UnsubscribeAsync(subscription.TopicId, cancellation);
    }

    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    private ClientFrame Greeting() => new()
    {
        Hello = new Hello { Token = _options.Token ?? "", Client = _options.Name },
    };

    private async ValueTask TakeAsync(ServerFrame frame, CancellationToken cancellation)
    {
        switch (frame.FrameCase)
        {
            case ServerFrame.FrameOneofCase.Subscribed:
                if (!OnSubscribed(frame.Subscribed))
                    await UnsubscribeAsync(frame.Subscribed.TopicId, cancellation).ConfigureAwait(false);
                break;
            case ServerFrame.FrameOneofCase.Error:
                OnError(frame.Error, cancellation);
                break;
            case ServerFrame.FrameOneofCase.Unsubscribed:
                if (Find(frame.Unsubscribed.TopicId) is { } over)
                    OnUnsubscribed(over, frame.Unsubscribed, cancellation);
                break;
            case ServerFrame.FrameOneofCase.Level:
                Level = frame.Level.Level_;
                break;
            case ServerFrame.FrameOneofCase.Goodbye:
                _goodbye = frame.Goodbye;
                break;
            default:
                await OnDataAsync(frame, cancellation).ConfigureAwait(false);
                break;
        }
    }

    private Task UnsubscribeAsync(uint topicId, CancellationToken cancellation) =>
        _socket.SendAsync(new ClientFrame { Unsubscribe = new Unsubscribe { TopicIds = { topicId } } }, cancellation);

    /// <summary>False where nobody waits for this topic any more.</summary>
    private bool OnSubscribed(Subscribed frame)
    {
        lock (_lock)
        {
            // Ref 0 was not asked for: the epoch of a topic that we follow has changed.
            var subscription = frame.Ref == 0
                ? _subscribed.GetValueOrDefault(frame.TopicId)
                : _awaited.Remove(frame.Ref, out var awaited) ? awaited : null;
            if (subscription is null)
                return _subscribed.ContainsKey(frame.TopicId) || _awaited.Values.Any(other => other.Topic == frame.Topic);
            if (frame.Ref != 0 && subscription.AwaitedRef != frame.Ref)
                return true; // asked again since: the later answer counts
            subscription.OnSubscribed(frame);
            _subscribed[frame.TopicId] = subscription;
            return true;
        }
    }

    /// <summary>Our own wish, when it crossed a new one, or a topic that the server gave up.</summary>
    private void OnUnsubscribed(Subscription subscription, Unsubscribed frame, CancellationToken cancellation)
    {
        if (frame.Code == UnsubscribedCode.Types.Value.Requested)
            return;
        var why = new FanoutException($"{subscription.Topic}: {frame.Code}: {frame.Reason}");
        if (frame.Code != UnsubscribedCode.Types.Value.Behind)
        {
            End(subscription, why);
            return;
        }
        // It could not go on from where the reader stands; the answer to a new request says what there is.
        lock (_lock)
            Leave(subscription);
        AskLater(subscription, why, AskAgain.After(0), cancellation);
    }

    /// <summary>The server ended a topic, or never began it: its readers see why, and no later connection asks for it.</summary>
    private void End(Subscription subscription, FanoutException why)
    {
        lock (_lock)
            Leave(subscription);
        _ended(subscription);
        subscription.End(why);
    }

    /// <summary>Needs the lock. Whether the topic's frames went to this subscription.</summary>
    private bool Leave(Subscription subscription) =>
        _subscribed.GetValueOrDefault(subscription.TopicId) == subscription && _subscribed.Remove(subscription.TopicId);

    private void OnError(Error error, CancellationToken cancellation)
    {
        Subscription? subscription;
        lock (_lock)
        {
            if (!_awaited.Remove(error.Ref, out subscription) || subscription.AwaitedRef != error.Ref)
                return; // of a subscription that is over, or asked again since: the later answer counts
        }
        var why = new FanoutException(subscription.Topic, error);
        if (AskAgain.Passes(error))
            AskLater(subscription, why, AskAgain.After(error.RetryAfterMs), cancellation);
        else
            End(subscription, why);
    }

    /// <summary>Asks again after a while, without holding up what else comes in.</summary>
    private void AskLater(Subscription subscription, FanoutException why, TimeSpan wait, CancellationToken cancellation)
    {
        lock (_lock)
            subscription.AwaitedRef = Subscription.StillToBeAsked;
        var waited = Task.Delay(wait, _options.Time, cancellation); // begun before anybody hears of it
        subscription.Waits(why, wait);
        _ = AskAfterAsync(waited, subscription, cancellation);
    }

    private async Task AskAfterAsync(Task waited, Subscription subscription, CancellationToken cancellation)
    {
        try
        {
            await waited.ConfigureAwait(false);
            await SubscribeAsync(subscription, cancellation).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or System.Net.WebSockets.WebSocketException or ObjectDisposedException)
        {
            // The connection ended meanwhile; the next one subscribes anyway.
        }
    }

    private async ValueTask OnDataAsync(ServerFrame frame, CancellationToken cancellation)
    {
        if (TopicIdOf(frame) is not { } topicId || Find(topicId) is not { } subscription)
            return;
        if (subscription is EventsSubscription events)
            await WaitForRoomAsync(events, cancellation).ConfigureAwait(false);
        if (!subscription.OnFrame(frame))
            return;
        // At once; should that not mend it, the server is not to be asked at the pace of its own frames.
        if (subscription.ResyncsInARow == 1)
            await SubscribeAsync(subscription, cancellation).ConfigureAwait(false);
        else
            AskLater(subscription, new FanoutException($"{subscription.Topic}: what came is not what the server has"), AskAgain.After(0), cancellation);
    }

    private async ValueTask WaitForRoomAsync(EventsSubscription events, CancellationToken cancellation)
    {
        var room = events.WaitForRoomAsync(cancellation);
        if (room.IsCompletedSuccessfully)
            return;
        _heldUp = true;
        events.HoldsUp = true;
        await room.ConfigureAwait(false);
        events.HoldsUp = false;
        Volatile.Write(ref _lastFrame, _options.Time.GetTimestamp());
        _heldUp = false;
    }

    private Subscription? Find(uint topicId)
    {
        lock (_lock)
            return _subscribed.GetValueOrDefault(topicId);
    }

    private static uint? TopicIdOf(ServerFrame frame) => frame.FrameCase switch
    {
        ServerFrame.FrameOneofCase.Snapshot => frame.Snapshot.TopicId,
        ServerFrame.FrameOneofCase.Delta => frame.Delta.TopicId,
        ServerFrame.FrameOneofCase.Entry => frame.Entry.TopicId,
        _ => null, // welcome, authorized, pong: that something came is all they say to us
    };

    /// <summary>Asks for a sign of life in a silence, and ends the connection where none comes: a half-open socket never errs.</summary>
    private async Task WatchSilenceAsync(CancellationTokenSource connection)
    {
        try
        {
            var asked = false;
            while (true)
            {
                await Task.Delay(_options.SilenceMax / 4, _options.Time, connection.Token).ConfigureAwait(false);
                if (_heldUp)
                    continue;
                var silence = _options.Time.GetElapsedTime(Volatile.Read(ref _lastFrame));
                if (silence >= 2 * _options.SilenceMax)
                {
                    await connection.CancelAsync().ConfigureAwait(false);
                    return;
                }
                if (silence >= _options.SilenceMax && !asked)
                    await _socket.SendAsync(new ClientFrame { Ping = new Ping() }, connection.Token).ConfigureAwait(false);
                asked = silence >= _options.SilenceMax;
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or System.Net.WebSockets.WebSocketException or ObjectDisposedException)
        {
            // The reader sees the same end and reports it.
        }
    }
}
