using Fanout.Protocol.Messages;
using Fanout.Server.Access;
using Fanout.Server.Delivery;
using Fanout.Server.Resync;
using Fanout.Server.Topics;

namespace Fanout.Server.Sessions;

/// <summary>
/// The frames `subscribe` and `unsubscribe`: each topic gets an answer of its own. An `error` leaves what was as it
/// was.
/// </summary>
internal sealed class Subscribing(Connection connection, SessionServices services)
{
    /// <summary>Answers that one topic of a connection may be owed; one byte counts them.</summary>
    public const int PendingMax = 250;

    /// <summary>
    /// Of those that wait, the newest ones that get what they ask for. A client drops all but the answer to its newest
    /// (stream.md); it may have asked for something else in each, and for as many as this no client has reason.
    /// </summary>
    public const int AnsweredMax = 8;

    private const uint RetryAfterMs = 1000; // loading takes seconds; asking once a second costs nothing

    public void Subscribe(Subscribe frame)
    {
        foreach (var request in frame.Topics)
            Tell(Subscribe(frame.Ref, request), frame.Ref, request);
        connection.Subscriptions.Trim();
    }

    public void Unsubscribe(Unsubscribe frame)
    {
        foreach (var topicId in frame.TopicIds)
            Unsubscribe(topicId);
    }

    /// <summary>Ends what this reader may no longer see.</summary>
    public void Restrict(Rights rights)
    {
        for (var place = connection.Subscriptions.Count - 1; place >= 0; place--)
        {
            var delaySeconds = connection.Subscriptions.DelayAt(place)?.Seconds ?? 0;
            if (rights.ObjectionTo(connection.Subscriptions.TopicAt(place).Name, delaySeconds) is { } objection)
                connection.EndTopic(place, objection);
        }
    }

    /// <summary>What answers a subscribe behind which too many others of its topic came before it could be answered.</summary>
    public static Error Overtaken() => Refusal(
        ErrorCode.Types.Value.Unavailable, $"{AnsweredMax} newer subscribes of this topic wait for their answers", RetryAfterMs);

    private void Unsubscribe(uint topicId)
    {
        var place = connection.Subscriptions.Find(topicId);
        var topic = place < 0 ? null : connection.Subscriptions.TopicAt(place);
        if (topic is null || !connection.Session.HoldsUp(topic) || !connection.Session.TryWait(topic, () => UnsubscribeNow(topicId)))
            UnsubscribeNow(topicId);
    }

    private void UnsubscribeNow(uint topicId)
    {
        var place = connection.Subscriptions.Find(topicId);
        if (place >= 0)
        {
            connection.EndTopic(place, UnsubscribedCode.Types.Value.Requested, "");
            return;
        }
        var error = Refusal(ErrorCode.Types.Value.NotSubscribed, $"topic {topicId} is not subscribed here");
        connection.Send(new ServerFrame { Error = error });
    }

    private Error? Subscribe(uint reference, TopicRequest request)
    {
        if (!TopicName.TryParse(request.Topic, out var name, out var problem))
            return Refusal(ErrorCode.Types.Value.Invalid, problem);
        if (DelayRefusal.OfValue(request.DelaySeconds) is { } refusal)
            return refusal;
        if (connection.Session.Principal is null)
            return Refusal(ErrorCode.Types.Value.NotAllowed, "say hello with a token first");
        if (!services.Status.Loaded)
            return Refusal(ErrorCode.Types.Value.Unavailable, "this server is starting", RetryAfterMs);
        var waits = connection.Session.Fetches?.Topics.Contains(request.Topic) == true || services.Topics.Rests(name);
        return waits && connection.Session.Principal.Rights.MaySee(name)
            ? TryFetch(reference, request, name)
            : Subscribe(reference, request, name);
    }

    /// <param name="reference">The client's number for its request.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="name">Its topic.</param>
    /// <param name="waitedFor">The topic whose turn has come, where it was held up.</param>
    private Error? Subscribe(uint reference, TopicRequest request, TopicName name, Topic? waitedFor = null)
    {
        if (connection.Session.Principal is not { } principal || !principal.Rights.MaySee(name))
            return Refusal(ErrorCode.Types.Value.NotAllowed, "the token does not allow it");
        var lookup = services.Topics.Find(principal.Rights.Own(name));
        if (lookup.Topic is not { } topic)
            return Missing(name, lookup.Refusal);
        if (ReferenceEquals(topic, waitedFor) || !connection.Session.HoldsUp(topic))
            return Subscribe(reference, request, topic, principal.Rights.Granted(request.DelaySeconds));
        // Asked anew then: by that time the token may be another, and allow less.
        return connection.Session.TryWait(topic, () => Tell(Subscribe(reference, request, name, topic), reference, request))
            ? null
            : Refusal(ErrorCode.Types.Value.Unavailable, "too many answers wait for the log", RetryAfterMs);
    }

    /// <summary>
    /// The match rests in the log: it is fetched first. What is asked of a connection's fetched topics is answered in
    /// order, hence one after another.
    /// </summary>
    private Error? TryFetch(uint reference, TopicRequest request, TopicName name)
    {
        var fetches = connection.Session.Fetches ??= new PendingFetches();
        if (fetches.Topics.Count >= services.Options.TopicsMax)
            return Refusal(ErrorCode.Types.Value.Unavailable, "too many answers wait for the log", RetryAfterMs);
        fetches.Topics.Add(request.Topic);
        fetches.Last = FetchAsync(fetches.Last);
        return null;

        async Task FetchAsync(Task before)
        {
            await before.ConfigureAwait(false);
            var there = await services.Topics.FetchAsync(name).ConfigureAwait(false);
            connection.Post(() => Fetched(reference, request, name, there));
        }
    }

    private void Fetched(uint reference, TopicRequest request, TopicName name, bool there)
    {
        connection.Session.Fetches!.Topics.Remove(request.Topic);
        var error = there
            ? Subscribe(reference, request, name)
            : Refusal(ErrorCode.Types.Value.Unavailable, "the log does not answer", RetryAfterMs);
        Tell(error, reference, request);
    }

    /// <summary>Says why a request was refused; nothing where it was not.</summary>
    private void Tell(Error? error, uint reference, TopicRequest request)
    {
        if (error is null)
            return;
        (error.Ref, error.Topic) = (reference, request.Topic);
        connection.Send(new ServerFrame { Error = error });
    }

    private Error? Subscribe(uint reference, TopicRequest request, Topic topic, uint delaySeconds)
    {
        var delay = delaySeconds == 0 ? null : connection.Shard.Delays.For(delaySeconds);
        if (delay is not null && Refusal(topic, delay) is { } refusal)
            return refusal;
        var place = connection.Subscriptions.Find(topic);
        if (place < 0)
        {
            var topicsMax = Math.Min(
                services.Options.TopicsMax, connection.Session.Principal?.Rights.SubscriptionsMax ?? int.MaxValue);
            if (connection.Subscriptions.Count >= topicsMax)
                return Refusal(ErrorCode.Types.Value.Limit, $"a connection has at most {topicsMax} topics");
            place = connection.Subscriptions.Add(On(topic, delay));
            if (topic.Ended)
            {
                connection.Unsubscribe(place);
                return Refusal(ErrorCode.Types.Value.Unavailable, "the topic has just ended", RetryAfterMs);
            }
        }
        else if (connection.Subscriptions.ReaderAt(place).Pending >= PendingMax)
        {
            return Refusal(
                ErrorCode.Types.Value.Limit, $"{PendingMax} subscribes of this topic wait for their answers already");
        }
        else if (!ReferenceEquals(connection.Subscriptions.DelayAt(place), delay))
        {
            connection.Session.LeaveDelay(topic, connection.Subscriptions.DelayAt(place)?.Seconds ?? 0);
            connection.MoveTo(place, On(topic, delay));
        }
        var reader = connection.Subscriptions.ReaderAt(place);
        reader.Pending++;
        Answer(new AnswerRequest(topic, reference, TopicPosition.From(request.Position), delay)
        {
            AllowedBy = connection.Session.Principal?.Rights, // has just been asked
        });
        return null;
    }

    /// <summary>A subscription goes on at another delay.</summary>
    public void MoveTo(int place, uint seconds) => connection.MoveTo(
        place, On(connection.Subscriptions.TopicAt(place), seconds == 0 ? null : connection.Shard.Delays.For(seconds)));

    private TopicSubscribers On(Topic topic, DelayCursor? delay) =>
        delay is null ? topic.EnsureOn(connection.Shard) : topic.EnsureOn(delay);

    /// <summary>
    /// Queues the answer, or asks the log first: an answer that waits for it must not hold up the others.
    /// </summary>
    private void Answer(AnswerRequest request)
    {
        if (request.Topic.Judge(request.Client, request.Verdict, request.HorizonMs) == ResyncKind.AskLog)
            connection.Session.AskLog(request);
        else
            connection.Send(request);
    }

    private static Error Missing(TopicName name, ErrorCode.Types.Value code) => code == ErrorCode.Types.Value.NotFound
        ? Refusal(code, DelayRefusal.NotFound(name))
        : Refusal(code, "too many boards are being read", RetryAfterMs);

    private static Error? Refusal(Topic topic, DelayCursor delay) =>
        DelayRefusal.Of(topic.Name, topic.CoverAt(delay.HorizonMs), delay.Seconds, delay.HorizonMs);

    private static Error Refusal(ErrorCode.Types.Value code, string message, uint retryAfterMs = 0) =>
        new() { Code = code, Message = message, RetryAfterMs = retryAfterMs };
}

/// <summary>What a connection has asked of matches that rest in the log.</summary>
internal sealed class PendingFetches
{
    /// <summary>Topics that wait for their matches, in order.</summary>
    public List<string> Topics { get; } = [];

    /// <summary>Ends with the last of them.</summary>
    public Task Last { get; set; } = Task.CompletedTask;
}
