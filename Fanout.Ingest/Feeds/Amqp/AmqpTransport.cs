namespace Fanout.Ingest.Feeds.Amqp;

/// <summary>Feeds that come by a queue of RabbitMQ.</summary>
/// <remarks>
/// One process at a time: two would take turns at the messages of one match, and neither their order nor what an adapter
/// remembers would hold. When the process goes, the broker gives what was not acknowledged to the next.
/// </remarks>
internal sealed class AmqpTransport : IFeedTransport
{
    private const int PrefetchMax = 1_000;
    private const int QueueBytesMax = 255; // a short string of AMQP

    private static readonly TimeSpan HeartbeatMin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HeartbeatMax = TimeSpan.FromMinutes(10);

    public string Name => "amqp";

    public bool IsExclusive => true;

    public IEnumerable<string> Faults(FeedOptions options)
    {
        var amqp = options.Amqp;
        if (!Uri.TryCreate(amqp.Uri, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps"))
            yield return "Amqp:Uri: is no address of amqp or amqps"; // not said which: it holds a password
        if (System.Text.Encoding.UTF8.GetByteCount(amqp.Queue) is 0 or > QueueBytesMax)
            yield return $"Amqp:Queue: \"{amqp.Queue}\", 1 to {QueueBytesMax} bytes may be";
        if (amqp.Prefetch is < 1 or > PrefetchMax)
            yield return $"Amqp:Prefetch: {amqp.Prefetch}, 1 to {PrefetchMax} may be";
        if (amqp.Heartbeat < HeartbeatMin || amqp.Heartbeat > HeartbeatMax)
            yield return $"Amqp:Heartbeat: {amqp.Heartbeat}, {HeartbeatMin} to {HeartbeatMax} may be";
    }

    public IFeed Create(FeedContext feed) => new FeedRunner(feed, _ => new AmqpSource(feed), FeedRemembering.Upstream);
}
