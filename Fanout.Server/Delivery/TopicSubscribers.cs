using System.Numerics;
using Fanout.Protocol.Messages;
using Fanout.Server.Topics;

namespace Fanout.Server.Delivery;

/// <summary>
/// The subscribers of one topic and one delay on one shard: a dense array, touched by that shard only (the count
/// aside).
/// </summary>
/// <param name="topic">The topic.</param>
/// <param name="delay">How far behind live they run; null: not at all.</param>
internal sealed class TopicSubscribers(Topic topic, DelayCursor? delay)
{
    private const int SizeFirst = 2; // most topics of most shards have one or two
    private const int SizeDoubled = 64; // up to here arrays double; beyond, an eighth more keeps what is unused small

    private Subscriber[] _items = [];
    private int _count;

    public Topic Topic => topic;

    public DelayCursor? Delay => delay;

    /// <summary>How far they see now.</summary>
    public long HorizonMs => delay?.HorizonMs ?? Horizon.Live;

    /// <summary>Any thread may look: the publisher asks whether the shard wants the topic.</summary>
    public int Count => Volatile.Read(ref _count);

    public ref Subscriber this[int index] => ref _items[index];

    /// <summary>Adds one at the end; returns its index.</summary>
    public int Add(in Subscriber subscriber)
    {
        if (_count == _items.Length)
            Array.Resize(ref _items, SizeFor(_count + 1));
        _items[_count] = subscriber;
        topic.Count(subscriber.Connection.Encoding, 1);
        if (delay is not null)
            delay.SubscriberCount++;
        // A full fence: either the publisher sees this count, or we see its new head when we look at the topic next.
        return Interlocked.Increment(ref _count) - 1;
    }

    private static int SizeFor(int count) =>
        Math.Max(SizeFirst, count <= SizeDoubled ? (int)BitOperations.RoundUpToPowerOf2((uint)count) : count + (count / 8));

    /// <summary>Removes one; the last one takes its index, and its connection is told.</summary>
    public void RemoveAt(int index)
    {
        topic.Count(_items[index].Connection.Encoding, -1);
        var last = _count - 1;
        if (index != last)
        {
            ref var moved = ref _items[index];
            moved = _items[last];
            moved.Connection.Subscriptions.Moved(moved.Place, index);
        }
        _items[last] = default;
        Volatile.Write(ref _count, last);
        if (last == 0)
            _items = [];
        if (delay is null)
            return;
        delay.SubscriberCount--;
        if (last == 0)
            topic.Remove(this);
    }

    /// <summary>
    /// Hands one step to everyone who stands right before it; the others fall behind and catch up when flushed.
    /// </summary>
    public void Deliver(Publication publication)
    {
        var (epoch, seq, previous) = (publication.Position.Epoch, publication.Position.Seq, publication.Previous);
        for (var index = 0; index < _count; index++)
        {
            ref var subscriber = ref _items[index];
            var stands = subscriber is { Pending: 0, Void: false } && subscriber.Epoch == epoch;
            if (stands && subscriber.Seq == previous && subscriber.Connection.IsFree)
                subscriber.Connection.Deliver(ref subscriber, publication);
            else if (subscriber.Pending == 0 && !(stands && subscriber.Seq >= seq))
                subscriber.Connection.FallBehind();
        }
    }

    /// <summary>The stream began anew: everyone is told so, one by one.</summary>
    public void Restart()
    {
        for (var index = 0; index < _count; index++)
        {
            _items[index].Void = true;
            _items[index].Connection.FallBehind();
        }
    }

    /// <summary>Everyone is looked after one by one, from where it stands.</summary>
    public void FallBehind()
    {
        for (var index = 0; index < _count; index++)
            _items[index].Connection.FallBehind();
    }

    /// <summary>The topic is no more.</summary>
    public void End()
    {
        for (var index = _count - 1; index >= 0; index--)
        {
            var (connection, place) = (_items[index].Connection, _items[index].Place);
            connection.EndTopic(place, UnsubscribedCode.Types.Value.Removed, "the match is no longer in the log");
        }
    }
}
