using Fanout.Protocol.Messages;
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
    /// <summary>How far behind live a subscription may run, in seconds.</summary>
    public const uint DelaySecondsMax = 0;

    private const uint RetryAfterMs = 1000; // loading takes seconds; asking once a second costs nothing

    public void Subscribe(Subscribe frame)
    {
        foreach (var request in frame.Topics)
        {
            if (Subscribe(frame.Ref, request) is { } error)
            {
                (error.Ref, error.Topic) = (frame.Ref, request.Topic);
                connection.Send(new ServerFrame { Error = error });
            }
        }
    }

    public void Unsubscribe(Unsubscribe frame)
    {
        foreach (var topicId in frame.TopicIds)
            Unsubscribe(topicId);
    }

    /// <summary>Ends what this reader may no longer see.</summary>
    public void Restrict(Principal principal)
    {
        for (var place = connection.Subscriptions.Count - 1; place >= 0; place--)
        {
            if (!principal.MaySee(connection.Subscriptions.TopicAt(place).Name))
                connection.EndTopic(place, UnsubscribedCode.Types.Value.EntitlementLost, "the token does not allow it");
        }
    }

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
        if (request.DelaySeconds is > DelaySecondsMax and var delay)
            return Refusal(ErrorCode.Types.Value.DelayUnavailable, $"a delay of {delay} s exceeds {DelaySecondsMax}");
        if (connection.Session.Principal is null)
            return Refusal(ErrorCode.Types.Value.NotAllowed, "say hello with a token first");
        if (!services.Status.Loaded)
            return Refusal(ErrorCode.Types.Value.Unavailable, "this server is starting", RetryAfterMs);
        var waits = connection.Session.Fetches?.Topics.Contains(request.Topic) == true || services.Topics.Rests(name);
        return waits && connection.Session.Principal.MaySee(name)
            ? TryFetch(reference, request, name)
            : Subscribe(reference, request, name);
    }

    private Error? Subscribe(uint reference, TopicRequest request, TopicName name)
    {
        if (connection.Session.Principal?.MaySee(name) != true)
            return Refusal(ErrorCode.Types.Value.NotAllowed, "the token does not allow it");
        var lookup = services.Topics.Find(name);
        return lookup.Topic is { } topic ? Subscribe(reference, topic, TopicPosition.From(request.Position)) : Missing(
            name, lookup.Refusal);
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
        if (error is null)
            return;
        (error.Ref, error.Topic) = (reference, request.Topic);
        connection.Send(new ServerFrame { Error = error });
    }

    private Error? Subscribe(uint reference, Topic topic, TopicPosition? position)
    {
        if (connection.Session.HoldsUp(topic))
        {
            return connection.Session.TryWait(topic, () => SubscribeLate(reference, topic, position))
                ? null
                : Refusal(ErrorCode.Types.Value.Unavailable, "too many answers wait for the log", RetryAfterMs);
        }
        return SubscribeNow(reference, topic, position);
    }

    private void SubscribeLate(uint reference, Topic topic, TopicPosition? position)
    {
        if (SubscribeNow(reference, topic, position) is not { } error)
            return;
        (error.Ref, error.Topic) = (reference, topic.Name.ToString());
        connection.Send(new ServerFrame { Error = error });
    }

    private Error? SubscribeNow(uint reference, Topic topic, TopicPosition? position)
    {
        var place = connection.Subscriptions.Find(topic);
        if (place < 0)
        {
            var topicsMax = services.Options.TopicsMax;
            if (connection.Subscriptions.Count >= topicsMax)
                return Refusal(ErrorCode.Types.Value.Limit, $"a connection has at most {topicsMax} topics");
            place = connection.Subscriptions.Add(topic.EnsureOn(connection.Shard.Index), connection);
            if (topic.Ended)
            {
                connection.Unsubscribe(place);
                return Refusal(ErrorCode.Types.Value.Unavailable, "the topic has just ended", RetryAfterMs);
            }
        }
        connection.Subscriptions.SubscriberAt(place).Pending++;
        Answer(new AnswerRequest(topic, reference, position));
        return null;
    }

    /// <summary>
    /// Queues the answer, or asks the log first: an answer that waits for it must not hold up the others.
    /// </summary>
    private void Answer(AnswerRequest request)
    {
        if (request.Topic.Judge(request.Client, request.Verdict) == ResyncKind.AskLog)
            connection.Session.AskLog(request);
        else
            connection.Send(request);
    }

    private static Error Missing(TopicName name, ErrorCode.Types.Value code) => code == ErrorCode.Types.Value.NotFound
        ? Refusal(code, $"there is no match {name.Key}")
        : Refusal(code, "too many boards are being read", RetryAfterMs);

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
