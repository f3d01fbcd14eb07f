using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Access;
using Fanout.Server.Admission;
using Fanout.Server.Delivery;
using Fanout.Server.Resync;
using Fanout.Server.Topics;

namespace Fanout.Server.Sessions;

/// <summary>
/// The state machine of one connection: what its peer says, and what is said to it outside of topics (DESIGN 8).
/// </summary>
/// <remarks><code>
/// state         frame                  does                                             next
/// open          hello, auth            asks access                                      authorizing
/// open          subscribe              `subscribed` or `error` for each topic           open
/// open          unsubscribe            `unsubscribed` or `error` for each topic         open
/// open          ping                   `pong`                                           open
/// authorizing   any frame              waits, in order                                  authorizing
/// authorizing   (granted)              `authorized`, then what waits                    open
/// authorizing   (refused, ended)       4500, 4501                                       closing
/// any           close                  close with the same code                         closing
/// any           not a frame message    4503, 1003; the framing's own codes              closing
/// any           (token ended, revoked) 4501, 4500                                       closing
/// </code>
/// Without a token one may subscribe where anonymous access is allowed. All of it on the connection's shard.
/// </remarks>
internal sealed class Session
{
    private const long WaitMsMax = 3_600_000;

    private readonly Connection _connection;
    private readonly SessionServices _services;
    private Principal? _principal;
    private OpenMatters? _open;
    private Pacing _pacing;

    /// <param name="connection">Whose session it is.</param>
    /// <param name="setup">What its transport has found out.</param>
    /// <param name="services">What every session uses.</param>
    public Session(Connection connection, ConnectionSetup setup, SessionServices services)
    {
        (_connection, _services) = (connection, services);
        _principal = setup.Principal ?? (setup.NeedsToken ? null : services.Access.Anonymous);
    }

    /// <summary>Who reads; null: nobody who may.</summary>
    public Principal? Principal => _principal;

    /// <summary>Matches that are being fetched from the log for it; most connections never have any.</summary>
    public PendingFetches? Fetches
    {
        get => _open?.Fetches;
        set => Open.Fetches = value;
    }

    /// <summary>An answer is out that later messages wait for: the peer is not read meanwhile.</summary>
    public bool Waits => _open is { Authorizing: true };

    /// <summary>The first frame of all.</summary>
    public void Greet() => _connection.Send(Greeting.Of(Name, NowMs, _services.Options));

    public void Handle(ClientMessage message)
    {
        switch (message)
        {
            case var _ when SpeaksTooFast(message):
                var freeAfterMs = (uint)Pace.FullAfter.TotalMilliseconds;
                _connection.Close(CloseCode.RateExceeded, "more was sent than may be", reconnectAfterMs: freeAfterMs);
                break;
            case FrameReceived { Frame: var frame }:
                if (Waits)
                    (Open.Waiting ??= new Queue<ClientFrame>()).Enqueue(frame);
                else
                    Handle(frame);
                break;
            case PingReceived { Payload: var payload }:
                _connection.Send(_connection.Wire.Pong(payload));
                break;
            case CloseReceived { Code: var code }:
                _connection.Close(code, "", goodbye: false, answers: true);
                break;
            case Violation { Code: var code, Reason: var reason }:
                SessionLog.Violation(_services.Logger, Name, (int)code, reason);
                _connection.Close(code, reason, goodbye: code >= CloseCode.Drain);
                break;
        }
    }

    /// <summary>
    /// A part of the node is, or is no longer, level with the log: told where a subscription shows it. That it is comes
    /// behind what makes it so (<see cref="CaughtUp"/>), that it is not at once.
    /// </summary>
    public void LevelChanged(LevelChange change)
    {
        var level = new Level { Level_ = change.Level, AsOfMs = change.AsOfMs };
        for (var place = 0; place < _connection.Subscriptions.Count; place++)
        {
            var topic = _connection.Subscriptions.TopicAt(place);
            if (_connection.Subscriptions.ReaderAt(place).Answered && change.Concerns(topic))
                level.TopicIds.Add(topic.Id);
        }
        if (level.TopicIds.Count == 0)
            return;
        foreach (var topicId in level.TopicIds)
            _open?.Risen?.TopicIds.Remove(topicId);
        if (!change.Level)
        {
            _connection.Send(new ServerFrame { Level = level });
            return;
        }
        level.TopicIds.Add(_open?.Risen?.TopicIds ?? []);
        Open.Risen = level;
        _connection.FallBehind();
    }

    /// <summary>Nothing of any topic is owed to the peer: what became level is told; false where nothing did.</summary>
    public bool CaughtUp()
    {
        if (_open?.Risen is not { } level)
            return false;
        _open.Risen = null;
        if (level.TopicIds.Count == 0)
            return false;
        _connection.Send(new ServerFrame { Level = level });
        return true;
    }

    /// <summary>
    /// A subscription was answered: where the topic is not level with the log, that is said right behind it.
    /// </summary>
    /// <param name="request">What was answered.</param>
    /// <param name="isLast">No other answer is owed to it.</param>
    public void Answered(AnswerRequest request, bool isLast)
    {
        var topic = request.Topic;
        _open?.FormerDelays?.Answered(topic, request.Delay?.Seconds ?? 0, isLast);
        if (!_services.Status.IsLevel(topic))
        {
            _connection.Send(new ServerFrame
            {
                Level = new Level { TopicIds = { topic.Id }, AsOfMs = _services.Status.AsOfMs },
            });
        }
    }

    /// <summary>A request was answered with an error: a subscription that stood before goes on as it was, a new one ends.</summary>
    public void AnsweredByError(AnswerRequest request)
    {
        var place = request.Detached ? -1 : _connection.Subscriptions.Find(request.Topic);
        if (place < 0)
            return;
        var reader = _connection.Subscriptions.ReaderAt(place);
        reader.Pending--;
        if (reader is { Pending: 0, Answered: false })
        {
            _connection.Unsubscribe(place);
            return;
        }
        if (reader.Pending == 0)
            GoBack(place);
        _connection.FallBehind();
    }

    /// <summary>
    /// Why an answer may not be made, by the rights that its reader has now; null: it may. Asked whenever one is made: it
    /// may have waited for its sink, its turn or the log while the token became another one, or ended.
    /// </summary>
    public Objection? ObjectionTo(AnswerRequest request)
    {
        if (request.Objection is not null)
            return request.Objection;
        if (_principal is not { } principal || HasEnded(principal) || principal.IsRevoked)
            return request.Objection = Objection.TokenEnded;
        if (ReferenceEquals(request.AllowedBy, principal.Rights))
            return null; // as most have when their turn comes
        request.AllowedBy = principal.Rights;
        return request.Objection = principal.Rights.ObjectionTo(request.Topic.Name, request.Delay?.Seconds ?? 0);
    }

    /// <summary>An answer needs the log's word first.</summary>
    public void AskLog(AnswerRequest request) => Questions.Ask(request);

    /// <summary>A reader of every entry stands behind what memory holds.</summary>
    public void ReadEntries(EventsTopic topic, TopicPosition from) => Questions.ReadEntries(topic, from);

    /// <summary>The subscription is gone: what is still asked for it no longer moves a later one.</summary>
    public void Detach(Topic topic)
    {
        _open?.FormerDelays?.Forget(topic);
        _open?.Questions?.Detach(topic);
    }

    /// <summary>A subscription leaves its delay for one at which it is not answered yet.</summary>
    public void LeaveDelay(Topic topic, uint seconds) => (Open.FormerDelays ??= new FormerDelays()).Leave(topic, seconds);


    /// <inheritdoc cref="LogQuestions.HoldsUp"/>
    public bool HoldsUp(Topic topic) => _open?.Questions?.HoldsUp(topic) ?? false;

    /// <inheritdoc cref="LogQuestions.TryWait"/>
    public bool TryWait(Topic topic, Action act) => Questions.TryWait(topic, act);

    /// <summary>How long until something is due by itself, in milliseconds; an hour where there is nothing.</summary>
    public long WaitMs => _principal is { ExpiresMs: > 0 } principal
        ? Math.Clamp((long)principal.ExpiresMs - NowMs, 0, WaitMsMax)
        : WaitMsMax;

    /// <summary>Its connection has come to its shard.</summary>
    public void Begin()
    {
        _pacing = new Pacing(_connection.Shard.TurnMs);
        Look(); // its token may have been revoked on the way here
    }

    /// <summary>Looks whether something is due.</summary>
    public void Look()
    {
        _pacing.Settle(_connection.Shard.TurnMs);
        if (_principal is { } principal && HasEnded(principal))
            Refused(AccessVerdict.Ended);
        else if (_principal is { IsRevoked: true })
            Refused(AccessVerdict.Revoked);
    }

    /// <summary>The connection is gone: what was counted for it is not any more.</summary>
    public void Ended()
    {
        if (_connection.Wire.ExpectsBytes) // otherwise its transport has found out who reads, and counts
            _services.Holders.Leave(_principal);
    }

    private bool SpeaksTooFast(ClientMessage message) =>
        _connection.Wire.ExpectsBytes && !_pacing.Allows(message, _connection.Shard.TurnMs, _services.Options);

    /// <summary>
    /// Nothing of what a subscription asked for can be had: it goes on as it was, unless that is more than its reader may
    /// have by now.
    /// </summary>
    private void GoBack(int place)
    {
        var topic = _connection.Subscriptions.TopicAt(place);
        if (_open?.FormerDelays?.TryTake(topic, out var seconds) != true)
            return;
        if (_principal?.Rights.ObjectionTo(topic.Name, seconds) is { } objection)
            _connection.EndTopic(place, objection);
        else
            Subscribing.MoveTo(place, seconds);
    }

    private bool HasEnded(Principal principal) => principal.ExpiresMs > 0 && NowMs >= principal.ExpiresMs;

    private string Name => $"{_services.Run}-{_connection.Number}";

    private OpenMatters Open => _open ??= new OpenMatters();

    private LogQuestions Questions => Open.Questions ??= new LogQuestions(_connection, _services);

    private Subscribing Subscribing => new(_connection, _services);

    private long NowMs => _services.Time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Handle(ClientFrame frame)
    {
        switch (frame.FrameCase)
        {
            case ClientFrame.FrameOneofCase.Hello:
                Authorize(frame.Hello.Token);
                break;
            case ClientFrame.FrameOneofCase.Auth:
                Authorize(frame.Auth.Token);
                break;
            case ClientFrame.FrameOneofCase.Subscribe:
                Subscribing.Subscribe(frame.Subscribe);
                break;
            case ClientFrame.FrameOneofCase.Unsubscribe:
                Subscribing.Unsubscribe(frame.Unsubscribe);
                break;
            case ClientFrame.FrameOneofCase.Ping:
                _connection.Send(
                    new ServerFrame { Pong = new Pong { Nonce = frame.Ping.Nonce, ServerTimeMs = NowMs } });
                break;
            default:
                break; // a frame of a later minor
        }
    }

    private void Authorize(string token)
    {
        if (token.Length == 0)
        {
            if (_principal is null)
                Refused(AccessVerdict.Refused("a token is needed"));
            else
                Granted(_principal);
            return;
        }
        Open.Authorizing = true;
        _ = AuthorizeAsync(token);
    }

    private async Task AuthorizeAsync(string token)
    {
        try
        {
            var verdict = await _services.Access.AuthorizeAsync(token, CancellationToken.None).ConfigureAwait(false);
            _connection.Post(() =>
            {
                if (verdict.IsGranted)
                    Granted(verdict.Principal);
                else
                    Refused(verdict);
            });
        }
#pragma warning disable CA1031 // The end of the line for this connection, which learns that we failed.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            SessionLog.AccessFailed(_services.Logger, failure, Name);
            _connection.Post(() => _connection.Close(CloseCode.TryAgainLater, "access cannot be checked now"));
        }
    }

    private void Refused(AccessVerdict verdict)
    {
        _open?.Authorizing = false;
        _connection.WithdrawDue();
        _connection.Close(verdict.HasEnded ? CloseCode.TokenExpired : CloseCode.TokenRefused, verdict.Problem ?? "");
    }

    private void Granted(Principal principal)
    {
        if (principal.IsRevoked) // since it was judged
        {
            Refused(AccessVerdict.Revoked);
            return;
        }
        Open.Authorizing = false;
        if (!_services.Holders.TryMove(_principal, principal))
        {
            _connection.Close(CloseCode.TooManyConnections, HolderPlaces.Refusal(principal).Why);
            return;
        }
        _principal = principal;
        _connection.WithdrawDue(); // it is of the rights that were
        _connection.LookAgainIn(WaitMs);
        _connection.Send(new ServerFrame
        {
            Authorized = new Authorized { ExpiresMs = principal.ExpiresMs, Entitlements = { principal.Rights.Names } },
        });
        Subscribing.Restrict(principal.Rights);
        while (!Waits && _open?.Waiting is { } waiting && waiting.TryDequeue(out var frame))
            Handle(frame);
        if (_open is { Authorizing: false, Questions: null, Fetches: null, FormerDelays: null or { IsEmpty: true }, Risen: null })
            _open = null; // nothing is, and few will ever have any of it again
    }
}
