using System.Diagnostics.CodeAnalysis;
using Fanout.Server.Resync;

namespace Fanout.Server.Delivery;

/// <summary>
/// What waits for a connection and is never dropped, in order: control frames, and answers that are made only when it
/// is their turn.
/// </summary>
/// <remarks>
/// Mutable, so it lives in one field and is never copied. Bounded because the peer is not read while too much waits (<see cref="ISink.Next"/>); an answer holds no frame until
/// it is sent.
/// </remarks>
internal struct Outbox
{
    /// <summary>What an owed answer counts for, in bytes: about what `subscribed` will have.</summary>
    public const int AnswerSize = 64;

    private Queue<OutboxItem>? _items; // most connections have nothing waiting most of the time

    public readonly int Count => _items?.Count ?? 0;

    /// <summary>Bytes that wait.</summary>
    public int Size { get; private set; }

    public void Add(Frame frame) => Add(new OutboxItem(frame, default, null));

    public void Add(ReadOnlyMemory<byte> raw) => Add(new OutboxItem(null, raw, null));

    public void Add(AnswerRequest request) => Add(new OutboxItem(null, default, request));

    public readonly bool TryPeek([NotNullWhen(true)] out OutboxItem? item)
    {
        item = _items is { Count: > 0 } ? _items.Peek() : null;
        return item is not null;
    }

    public void Remove()
    {
        Size -= SizeOf(_items!.Dequeue());
        if (_items.Count == 0)
            _items = null;
    }

    /// <summary>
    /// Answers for this topic no longer move the connection's subscription: it is not the one that they were asked for.
    /// False: there are none.
    /// </summary>
    public readonly bool Detach(Topics.Topic topic)
    {
        var any = false;
        foreach (var item in _items ?? [])
        {
            if (item.Request is not { } request || !ReferenceEquals(request.Topic, topic))
                continue;
            request.Detached = true;
            any = true;
        }
        return any;
    }

    private void Add(OutboxItem item)
    {
        (_items ??= new Queue<OutboxItem>()).Enqueue(item);
        Size += SizeOf(item);
    }

    private static int SizeOf(OutboxItem item) =>
        item.Request is not null ? AnswerSize : item.Frame?.Size ?? item.Raw.Length;
}

/// <summary>One thing that waits: a frame, bytes of the transport's own protocol, or an answer to be made.</summary>
internal sealed record OutboxItem(Frame? Frame, ReadOnlyMemory<byte> Raw, AnswerRequest? Request);
