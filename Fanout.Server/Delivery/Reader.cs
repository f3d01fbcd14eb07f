using Fanout.Server.Topics;

namespace Fanout.Server.Delivery;

/// <summary>
/// A <see cref="Subscriber"/> where it lies, with what is needed to understand it. Good until the next subscriber of its
/// topic comes or goes.
/// </summary>
internal readonly ref struct Reader(TopicSubscribers among, ref Subscriber subscriber)
{
    private readonly ref Subscriber _subscriber = ref subscriber;

    /// <inheritdoc cref="Subscriber.Pending"/>
    public byte Pending
    {
        get => _subscriber.Pending;
        set => _subscriber.Pending = value;
    }

    /// <inheritdoc cref="SubscriberState.Answered"/>
    public bool Answered
    {
        get => _subscriber.Is(SubscriberState.Answered);
        set => _subscriber.Set(SubscriberState.Answered, value);
    }

    /// <inheritdoc cref="SubscriberState.Void"/>
    public bool Void
    {
        get => _subscriber.Is(SubscriberState.Void);
        set => _subscriber.Set(SubscriberState.Void, value);
    }

    /// <inheritdoc cref="SubscriberState.Reading"/>
    public bool Reading
    {
        get => _subscriber.Is(SubscriberState.Reading);
        set => _subscriber.Set(SubscriberState.Reading, value);
    }

    /// <inheritdoc cref="SubscriberState.Replaying"/>
    public bool Replaying
    {
        get => _subscriber.Is(SubscriberState.Replaying);
        set => _subscriber.Set(SubscriberState.Replaying, value);
    }

    /// <inheritdoc cref="Subscriber.Seq"/>
    public uint Seq
    {
        get => _subscriber.Seq;
        set => _subscriber.Seq = value;
    }

    /// <summary>Epoch and sequence; means something once it was answered.</summary>
    public TopicPosition Position
    {
        get => among.PositionOf(_subscriber);
        set => among.MoveTo(ref _subscriber, value);
    }

    /// <summary>All of it, to be put back where what was done comes to nothing.</summary>
    public Subscriber Value
    {
        get => _subscriber;
        set => _subscriber = value;
    }
}
