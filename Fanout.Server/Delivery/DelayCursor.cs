using Fanout.Server.Topics;

namespace Fanout.Server.Delivery;

/// <summary>
/// One delay in use on one shard: how far its readers see, and where they are in what the node has published. What
/// becomes due goes to the topic's subscribers of this delay as a live publication goes to the others. The shard's.
/// </summary>
internal sealed class DelayCursor
{
    private readonly PublishIndex _index;
    private readonly List<Watched> _watched = [];
    private PublishReader[] _readers;

    /// <param name="index">What was published.</param>
    /// <param name="shard">Whose readers follow it.</param>
    /// <param name="seconds">The delay, from 1.</param>
    public DelayCursor(PublishIndex index, Shard shard, uint seconds)
    {
        (_index, Shard, Seconds) = (index, shard, seconds);
        HorizonMs = Horizon.Of(index.NowMs, seconds);
        _readers = Join();
    }

    /// <summary>Whose readers follow it.</summary>
    public Shard Shard { get; }

    public uint Seconds { get; }

    /// <summary>What came into force later is not there yet for its readers.</summary>
    public long HorizonMs { get; private set; }

    /// <summary>Subscribers of this delay, over all topics.</summary>
    public int SubscriberCount { get; set; }

    /// <summary>
    /// The horizon moves up, and what it passes is delivered; returns when the next publication is due.
    /// </summary>
    /// <param name="nowMs">By the log's clock.</param>
    /// <returns>Unix time in milliseconds; <see cref="Horizon.Live"/>: nothing is due that is known.</returns>
    public long Release(long nowMs)
    {
        if (_readers.Length < _index.Lanes.Length)
            JoinNew();
        HorizonMs = Horizon.Of(nowMs, Seconds);
        var nextMs = Horizon.Live;
        foreach (ref var reader in _readers.AsSpan())
        {
            while (reader.TryTake(HorizonMs, out var published))
                Release(published);
            if (reader.NextMs is { } atMs)
                nextMs = Math.Min(nextMs, atMs + (Seconds * 1000L));
        }
        for (var place = _watched.Count - 1; place >= 0; place--)
        {
            if (!LookAt(place))
                _watched.RemoveAt(place);
        }
        return nextMs;
    }

    /// <summary>
    /// These follow a topic with a past that was never published: until the horizon has passed it, they are looked after
    /// here.
    /// </summary>
    public void Watch(TopicSubscribers subscribers) => _watched.Add(new Watched(subscribers, default));

    /// <summary>Sends on who is watched, where there is something; false once that is no longer needed.</summary>
    private bool LookAt(int place)
    {
        var (subscribers, last) = _watched[place];
        if (subscribers.Count == 0)
            return false;
        var head = subscribers.Topic.HeadAt(HorizonMs) ?? default;
        if (head != last)
            subscribers.FallBehind();
        _watched[place] = new Watched(subscribers, head);
        return HorizonMs < subscribers.Topic.UnpublishedUntilMs;
    }

    private void Release(in Published published)
    {
        if (published.Source is not MatchStream stream)
        {
            Release((Topic)published.Source, published);
            return;
        }
        foreach (var kind in TopicName.MatchKinds)
        {
            if (stream.TopicOf(kind) is { } topic)
                Release(topic, published);
        }
    }

    private void Release(Topic topic, in Published published)
    {
        foreach (var subscribers in topic.DelayedOn(Shard.Index))
        {
            if (!ReferenceEquals(subscribers.Delay, this))
                continue;
            if (published.Kind == PublicationKind.Restart)
                Restart(subscribers);
            else if (!topic.TryFind(published.AtMs, published.Position, out var publication))
                subscribers.FallBehind();
            else if (publication is not null)
                subscribers.Collect(publication);
        }
    }

    private void Restart(TopicSubscribers subscribers)
    {
        Shard.Due.Deliver(); // what came before it goes out before it
        subscribers.Restart();
    }

    /// <summary>Takes its place in the lanes that there are: what its readers see already is passed over.</summary>
    private PublishReader[] Join()
    {
        var lanes = _index.Lanes;
        var readers = new PublishReader[lanes.Length];
        for (var index = 0; index < lanes.Length; index++)
            readers[index] = lanes[index].After(HorizonMs);
        return readers;
    }

    /// <summary>
    /// Takes its place in lanes that have come since, at their begin: the first that came may be so late that the
    /// horizon has passed its time, and nobody was told of it.
    /// </summary>
    private void JoinNew()
    {
        var lanes = _index.Lanes;
        var known = _readers.Length;
        Array.Resize(ref _readers, lanes.Length);
        for (var index = known; index < lanes.Length; index++)
            _readers[index] = lanes[index].After(long.MinValue);
    }

    private readonly record struct Watched(TopicSubscribers Subscribers, TopicPosition Last);
}
