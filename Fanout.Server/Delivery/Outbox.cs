using Fanout.Server.Access;
using Fanout.Server.Resync;

namespace Fanout.Server.Delivery;

/// <summary>
/// What waits for a connection and is never dropped, in order: control frames, and answers that are made only when it
/// is their turn. A connection for which nothing waits, as most do most of the time, has none.
/// </summary>
/// <remarks>
/// Bounded because the peer is not read while too much waits (<see cref="ISink.Next"/>); an answer holds no frame until
/// it is sent.
/// </remarks>
internal sealed class Outbox
{
    /// <summary>What an owed answer counts for, in bytes: about what `subscribed` will have.</summary>
    public const int AnswerSize = 64;

    private readonly Queue<OutboxItem> _items = new();

    public bool IsEmpty => _items.Count == 0;

    /// <summary>Bytes that wait.</summary>
    public int Size { get; private set; }

    public void Add(in OutboxItem item)
    {
        _items.Enqueue(item);
        Size += item.Size;
    }

    /// <summary>Hands on what waits; false where its sink takes no more, or it is not its turn to be answered.</summary>
    public bool TrySend(Connection connection)
    {
        while (_items.TryPeek(out var item))
        {
            if (!TrySend(connection, item))
                return false;
            _items.Dequeue();
            Size -= item.Size;
        }
        return true;
    }

    /// <summary>
    /// Answers for this topic no longer move the connection's subscription: it is not the one that they were asked for.
    /// False: there are none, or none but errors.
    /// </summary>
    /// <param name="topic">The topic.</param>
    /// <param name="objection">Why their reader may not have them; null: it may.</param>
    public bool Detach(Topics.Topic topic, Objection? objection)
    {
        var any = false;
        foreach (var item in _items)
        {
            if (item.Request is not { } request || !ReferenceEquals(request.Topic, topic))
                continue;
            request.Detached = true;
            request.Objection ??= objection;
            any |= request.Objection is null;
        }
        return any;
    }

    private static bool TrySend(Connection connection, in OutboxItem item)
    {
        if (item.Request is null)
            return connection.Outgoing.Offer(item.Frame is null ? item.Raw : connection.Wire.Form(item.Frame, connection));
        var shard = connection.Shard;
        if (!shard.Answers.TryTake(connection) || !shard.Feed.TryAnswer(connection, item.Request))
            return false;
        connection.StayBehind(); // entries may follow, and the head may have moved on
        return true;
    }
}

/// <summary>One thing that waits: a frame, bytes of the transport's own protocol, or an answer to be made.</summary>
internal readonly record struct OutboxItem(
    Frame? Frame = null, ReadOnlyMemory<byte> Raw = default, AnswerRequest? Request = null)
{
    public int Size => Request is not null ? Outbox.AnswerSize : Frame?.Size ?? Raw.Length;
}
