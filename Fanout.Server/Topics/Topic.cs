using Fanout.Server.Delivery;
using Fanout.Server.Resync;

namespace Fanout.Server.Topics;

/// <summary>A named stream that can be subscribed to: what delivery needs of it, whatever it carries.</summary>
/// <remarks>
/// Made when it is first asked for, and kept. <see cref="Resync"/> and <see cref="Next"/> may be called on any thread.
/// Subscribers lie in one dense array per shard, which that shard alone touches.
/// </remarks>
internal abstract class Topic
{
    private readonly TopicSubscribers?[] _byShard;
    private TopicSubscribers[]?[]? _delayedByShard; // most topics never have any
    private readonly int[] _encodings = new int[FrameEncodings.Count];
    private bool _ended;

    protected Topic(TopicPlace place)
    {
        (Id, Name, BaseMs) = (place.Id, place.Name, place.BaseMs);
        _byShard = new TopicSubscribers?[place.ShardCount];
    }

    /// <summary>Node-wide, from 1, never reused while the process lives.</summary>
    public uint Id { get; }

    public TopicName Name { get; }

    /// <summary>Unix time in milliseconds that published offsets of this topic count from. Constant.</summary>
    public long BaseMs { get; }

    /// <summary>The partition that feeds it; null where several do (boards).</summary>
    public abstract int? Partition { get; }

    /// <summary>It is no longer kept up to date: who has joined it meanwhile must leave again.</summary>
    public bool Ended => Volatile.Read(ref _ended);

    /// <summary>What stops it from following the log, or null. The state stays the last one that was right.</summary>
    public virtual string? Fault => null;

    /// <summary>Whether memory can tell what the topic was at a horizon.</summary>
    public abstract Cover CoverAt(long horizonMs);

    /// <summary>The newest position at a horizon; null where memory does not hold that.</summary>
    public abstract TopicPosition? HeadAt(long horizonMs);

    /// <summary>
    /// What came into force up to then was never published (Unix time in milliseconds): its delayed readers must look for
    /// it themselves. 0 for most.
    /// </summary>
    public virtual long UnpublishedUntilMs => 0;

    /// <summary>Which answer a position gets, without making it.</summary>
    public abstract ResyncKind Judge(TopicPosition? client, LogVerdict verdict, long horizonMs);

    /// <summary>What to answer to a subscriber that stands here (null: nowhere yet).</summary>
    /// <param name="client">Where the subscriber says it stands.</param>
    /// <param name="verdict">What the log said about that position, where it was asked.</param>
    /// <param name="horizonMs">How far it sees.</param>
    public abstract ResyncAnswer Resync(TopicPosition? client, LogVerdict verdict, long horizonMs);

    /// <summary>What brings a subscriber from here towards the head at its horizon.</summary>
    public abstract Step Next(TopicPosition from, long horizonMs);

    /// <summary>
    /// What was published on the topic when a position came into force; null where that did not touch it. False where
    /// memory no longer holds it: who is behind must be looked after one by one.
    /// </summary>
    public abstract bool TryFind(long atMs, TopicPosition position, out Publication? publication);

    /// <summary>Lets go of cached answers that nobody has asked for since the last call.</summary>
    public abstract void Forget();

    /// <summary>
    /// Undelayed subscribers on one shard; null before the first one. Called by that shard, and by the publisher to see
    /// whether there are any.
    /// </summary>
    public TopicSubscribers? On(int shard) => Volatile.Read(ref _byShard[shard]);

    /// <summary>Subscribers on one shard that run behind live, by their delays; called by that shard only.</summary>
    public ReadOnlySpan<TopicSubscribers> DelayedOn(int shard) => _delayedByShard?[shard];

    /// <summary>Undelayed subscribers on one shard; called by that shard only.</summary>
    public TopicSubscribers EnsureOn(Shard shard)
    {
        if (_byShard[shard.Index] is { } known)
            return known;
        var made = new TopicSubscribers(this, shard, delay: null);
        Volatile.Write(ref _byShard[shard.Index], made);
        return made;
    }

    /// <summary>Subscribers of one delay on its shard; called by that shard only.</summary>
    public TopicSubscribers EnsureOn(DelayCursor delay)
    {
        var shard = delay.Shard.Index;
        foreach (var known in DelayedOn(shard))
        {
            if (ReferenceEquals(known.Delay, delay))
                return known;
        }
        var made = new TopicSubscribers(this, delay.Shard, delay);
        if (_delayedByShard is null)
            Interlocked.CompareExchange(ref _delayedByShard, new TopicSubscribers[_byShard.Length][], null);
        _delayedByShard[shard] = [.. DelayedOn(shard), made];
        if (delay.HorizonMs < UnpublishedUntilMs)
            delay.Watch(made);
        return made;
    }

    /// <summary>The last subscriber of a delay has left; called by its shard only.</summary>
    public void Remove(TopicSubscribers empty)
    {
        var shard = empty.Delay!.Shard.Index;
        TopicSubscribers[] left = [.. _delayedByShard![shard]!.Where(known => !ReferenceEquals(known, empty))];
        _delayedByShard[shard] = left.Length == 0 ? null : left;
    }

    /// <summary>
    /// From now on nothing is published on it; called before its subscribers are looked at for the last time.
    /// </summary>
    public void End()
    {
        Volatile.Write(ref _ended, true);
        Interlocked.MemoryBarrier(); // either we see a subscriber's count, or the subscriber sees the end
    }

    /// <summary>Whether anybody reads this encoding now.</summary>
    public bool Uses(FrameEncoding encoding) => Volatile.Read(ref _encodings[(int)encoding]) > 0;

    /// <summary>A subscriber came or went; called by shards.</summary>
    public void Count(FrameEncoding encoding, int change) => Interlocked.Add(ref _encodings[(int)encoding], change);

    /// <summary>Subscribers on all shards.</summary>
    public int SubscriberCount => Volatile.Read(ref _encodings[0]) + Volatile.Read(ref _encodings[1]);

    /// <summary>
    /// A time of publication as the wire has it: milliseconds after <see cref="BaseMs"/>, within 0 to 2³² − 1.
    /// </summary>
    public uint Offset(long publishedMs) => (uint)Math.Clamp(publishedMs - BaseMs, 0, uint.MaxValue);
}

/// <summary>What a topic gets when it is made.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="BaseMs">What its published offsets count from.</param>
/// <param name="ShardCount">Shards of the node.</param>
internal readonly record struct TopicPlace(uint Id, TopicName Name, long BaseMs, int ShardCount);
