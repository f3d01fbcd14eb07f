using Fanout.Server.Delivery;

namespace Fanout.Server.Sessions;

/// <summary>
/// Whether a peer says no more than it may in a while. Mutable, so it lives in one field and is never copied.
/// </summary>
/// <param name="nowMs">Monotonic milliseconds: nothing was said until then.</param>
internal struct Pacing(long nowMs)
{
    private Pace _frames = new(nowMs);
    private Pace _topics = new(nowMs); // that are subscribed to and unsubscribed

    /// <summary>
    /// Whether one more message is within the limits. That the peer ends, and what its transport has found wrong, is told
    /// once, and counts for nothing.
    /// </summary>
    /// <param name="message">What came.</param>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    /// <param name="options">The limits.</param>
    public bool Allows(ClientMessage message, long nowMs, DeliveryOptions options)
    {
        if (message is CloseReceived or Violation)
            return true;
        var frame = (message as FrameReceived)?.Frame;
        var topicCount = (frame?.Subscribe?.Topics.Count ?? 0) + (frame?.Unsubscribe?.TopicIds.Count ?? 0);
        return _frames.TryTake(1, nowMs, options.FramesPerSecond)
            && (topicCount == 0 || _topics.TryTake(topicCount, nowMs, options.SubscribesPerSecond));
    }

    /// <inheritdoc cref="Pace.Settle"/>
    public void Settle(long nowMs)
    {
        _frames.Settle(nowMs);
        _topics.Settle(nowMs);
    }
}
