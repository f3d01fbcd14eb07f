using System.Numerics;
using Fanout.Protocol.Messages;
using Fanout.Server.Topics;

namespace Fanout.Server.Delivery;

/// <summary>
/// The subscribers of one topic and one delay on one shard: a dense array, touched by that shard only (the count
/// aside).
/// </summary>
/// <param name="topic">The topic.</param>
/// <param name="shard">Whose connections they are.</param>
/// <param name="delay">How far behind live they run; null: not at all.</param>
internal sealed class TopicSubscribers(Topic topic, Shard shard, DelayCursor? delay)
{
    private const int SizeFirst = 2; // most topics of most shards have one or two
    private const int SizeDoubled = 64; // up to here arrays double; beyond, an eighth more keeps what is unused small

    private const int PrefetchDistance = 8; // subscribers; at some 10 ns each about as long as memory takes

    private Subscriber[] _items = [];
    private EpochBook _epochs = new();
    private Run? _run; // of the walk that is being made
    private int _count;

    public Topic Topic => topic;

    public DelayCursor? Delay => delay;

    /// <summary>How far they see now.</summary>
    public long HorizonMs => delay?.HorizonMs ?? Horizon.Live;

    /// <summary>Place among those of its shard that have subscribers; the shard's.</summary>
    public int Number { get; private set; }

    /// <summary>Any thread may look: the publisher asks whether the shard wants the topic.</summary>
    public int Count => Volatile.Read(ref _count);

    public Reader this[int index] => new(this, ref _items[index]);

    /// <summary>Adds one at the end, with what is known of it already; returns its index.</summary>
    /// <param name="connection">Whose it is.</param>
    /// <param name="position">Where it stands; for one that was answered.</param>
    /// <param name="known">Its state and the answers that it is owed.</param>
    public int Add(Connection connection, TopicPosition position = default, Subscriber known = default)
    {
        if (_count == 0)
            Number = shard.Subscribers.Add(this);
        if (_count == _items.Length)
            Array.Resize(ref _items, SizeFor(_count + 1));
        known.Slot = connection.Slot;
        _items[_count] = known;
        MoveTo(ref _items[_count], position);
        topic.Count(connection.Encoding, 1);
        if (delay is not null)
            delay.SubscriberCount++;
        // A full fence: either the publisher sees this count, or we see its new head when we look at the topic next.
        return Interlocked.Increment(ref _count) - 1;
    }

    /// <summary>Where a subscriber stands.</summary>
    public TopicPosition PositionOf(in Subscriber subscriber) => new(_epochs[subscriber.Epoch], subscriber.Seq);

    /// <summary>The subscriber stands there from now on.</summary>
    public void MoveTo(ref Subscriber subscriber, TopicPosition position)
    {
        subscriber.Seq = position.Seq;
        if (!_epochs.TryFind(position.Epoch, out var number))
        {
            if (_epochs.IsFull)
                _epochs.Tidy(_items.AsSpan(0, _count));
            number = _epochs.Add(position.Epoch);
        }
        subscriber.Epoch = number;
    }

    /// <summary>Removes one; the last one takes its index, and its connection is told.</summary>
    public void RemoveAt(int index)
    {
        topic.Count(ConnectionAt(index).Encoding, -1);
        var last = _count - 1;
        if (index != last)
        {
            _items[index] = _items[last];
            ConnectionAt(index).Subscriptions.Moved(Number, last, index);
        }
        Volatile.Write(ref _count, last);
        if (last == 0)
            Clear();
        if (delay is null)
            return;
        delay.SubscriberCount--;
        if (last == 0)
            topic.Remove(this);
    }

    /// <summary>One more step is due: it goes out with those that follow it in the same walk.</summary>
    public void Collect(Publication step)
    {
        if (_run?.TryAdd(step) != true)
            _run = shard.Due.Begin(this, step);
    }

    /// <summary>
    /// Hands a run to everyone who stands right before it; the others fall behind and catch up when flushed.
    /// </summary>
    /// <param name="run">Its steps.</param>
    /// <param name="number">Its number among what is due.</param>
    /// <remarks>
    /// The walk begins at another place each time: who comes last waits for everybody else's system call, and it is not
    /// always the same who does.
    /// </remarks>
    public void Deliver(Run run, int number)
    {
        const uint GoldenRatio = 0x9E37_79B1; // 2³² / φ: consecutive sequences begin far apart
        _run = null;
        var start = (int)((ulong)(run.Seq * GoldenRatio) * (uint)_count >> 32);
        var ready = _epochs.TryFind(run.Epoch, out var epoch) ? Subscriber.Ready(epoch) : (uint?)null;
        Deliver(run, number, ready, start, _count);
        Deliver(run, number, ready, 0, start);
    }

    /// <summary>The stream began anew: everyone is told so, one by one.</summary>
    public void Restart()
    {
        for (var index = 0; index < _count; index++)
        {
            _items[index].Set(SubscriberState.Void, on: true);
            ConnectionAt(index).FallBehind();
        }
    }

    /// <summary>Everyone is looked after one by one, from where it stands.</summary>
    public void FallBehind()
    {
        for (var index = 0; index < _count; index++)
            ConnectionAt(index).FallBehind();
    }

    /// <summary>The topic is no more.</summary>
    public void End()
    {
        for (var index = _count - 1; index >= 0; index--)
        {
            var connection = ConnectionAt(index);
            try
            {
                connection.EndTopic(
                    connection.Subscriptions.Find(topic),
                    UnsubscribedCode.Types.Value.Removed,
                    "the match is no longer in the log");
            }
            catch (Exception failure)
            {
                shard.Fail(connection, failure);
            }
        }
    }

    private static int SizeFor(int count) =>
        Math.Max(SizeFirst, count <= SizeDoubled ? (int)BitOperations.RoundUpToPowerOf2((uint)count) : count + (count / 8));

    private Connection ConnectionAt(int index) => shard.Connections[_items[index].Slot];

    private void Deliver(Run run, int number, uint? ready, int from, int to)
    {
        var items = _items.AsSpan(from, to - from);
        var (seq, previous) = (run.Seq, run.Previous);
        for (var index = 0; index < items.Length; index++)
        {
            if (index + PrefetchDistance < items.Length)
                Prefetch.Ahead(shard.Connections.Find(items[index + PrefetchDistance].Slot), Connection.Size);
            ref var subscriber = ref items[index];
            var connection = shard.Connections[subscriber.Slot];
            var stands = subscriber.Standing == ready;
            if (stands && subscriber.Seq == previous && connection.IsFree)
                connection.Deliver(this, ref subscriber, run, number);
            else if (subscriber.Pending == 0 && !(stands && subscriber.Seq >= seq))
                connection.FallBehind();
        }
    }

    private void Clear()
    {
        shard.Subscribers.Remove(Number);
        _items = [];
        _epochs = new EpochBook();
    }
}
