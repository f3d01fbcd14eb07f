namespace Fanout.Ingest.Feeds.Amqp;

/// <summary>A queue of RabbitMQ (AMQP 0-9-1), which the operator has declared: classic or quorum.</summary>
public sealed class AmqpOptions
{
    /// <summary>
    /// The broker, with user and password: <c>amqps://user:password@host:5671/vhost</c>. Needed. In no log. Environment:
    /// <c>FANOUT__FEEDS__myfeed__AMQP__URI</c>.
    /// </summary>
    public string Uri { get; set; } = "";

    /// <summary>The queue. Needed.</summary>
    public string Queue { get; set; } = "";

    /// <summary>
    /// Messages that the broker gives before the first of them is acknowledged: what a broker sees of our backpressure. 1 to
    /// 1,000, 64 by default: as many as are brought to the log together.
    /// </summary>
    public int Prefetch { get; set; } = 64;

    /// <summary>Silence of the connection after which it counts as broken. 5 s to 10 min, 30 s by default.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(30);
}
