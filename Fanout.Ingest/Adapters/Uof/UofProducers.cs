using Fanout.Ingest.Adapters.Xml;

namespace Fanout.Ingest.Adapters.Uof;

/// <summary>What became of a producer with a message.</summary>
internal enum UofHealth
{
    Unchanged,
    Alive,
    Lost,
    Recovered,
}

/// <summary>Whether the producers behind a stream are alive, by what their heartbeats say. Told every time; knows no clock.</summary>
internal sealed class UofProducers
{
    // The provider's rule: a heartbeat every 10 s, and who has not heard one for 20 s has lost messages.
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(20);

    private readonly Dictionary<long, Producer> _producers = [];

    /// <summary>Takes a message that is about a producer.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isAwaited">Some match of the producer is in play: only then is silence a loss.</param>
    public UofHealth Take(UofMessage message, bool isAwaited)
    {
        if (!_producers.TryGetValue(message.Product, out var producer)) _producers.Add(message.Product, producer = new Producer());
        switch (message.Kind)
        {
            case "product_down":
                return isAwaited ? producer.Lose() : UofHealth.Unchanged;
            case "snapshot_complete":
                return producer.Recover();
            case "alive" when message.Time is { } time:
                return producer.Hear(time, LenientXml.FlagOf(message.Xml.AttributeText("subscribed")) ?? true, isAwaited);
            default:
                return UofHealth.Unchanged;
        }
    }

    private sealed class Producer
    {
        private DateTimeOffset? _heard;
        private bool _isDown;

        public UofHealth Hear(DateTimeOffset time, bool isSubscribed, bool isAwaited)
        {
            // A heartbeat that was overtaken is older than the last one: no silence.
            var silence = _heard is { } heard ? time - heard : TimeSpan.Zero;
            _heard = time;
            if (isAwaited && (!isSubscribed || silence > SilenceMax)) return Lose();
            return _isDown ? UofHealth.Unchanged : UofHealth.Alive;
        }

        public UofHealth Lose()
        {
            if (_isDown) return UofHealth.Unchanged;
            _isDown = true;
            return UofHealth.Lost;
        }

        public UofHealth Recover()
        {
            if (!_isDown) return UofHealth.Unchanged;
            _isDown = false;
            return UofHealth.Recovered;
        }
    }
}
