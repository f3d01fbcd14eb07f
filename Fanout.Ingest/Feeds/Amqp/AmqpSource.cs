using System.Globalization;
using System.IO.Hashing;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Fanout.Ingest.Feeds.Amqp;

/// <summary>One connection to a queue; when it breaks, another takes its place and gets what was not acknowledged.</summary>
/// <remarks>
/// The client's own recovery is off: it would bring the consumer back and leave acknowledgements of the old connection in the
/// air. What waits here is bounded by the prefetch count, which the broker keeps.
/// </remarks>
internal sealed class AmqpSource(FeedContext feed) : IFeedSource
{
    /// <summary>
    /// As large as RabbitMQ ever passes on. One that the client refuses would break the connection again and again; what is
    /// more than a feed allows is put aside instead.
    /// </summary>
    private const uint InboundBytesMax = 512 * 1024 * 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly AmqpOptions _amqp = feed.Options.Amqp;
    private readonly Channel<FeedMessage> _arrived = Channel.CreateUnbounded<FeedMessage>(); // bounded by the prefetch
    private IConnection? _connection;
    private IChannel? _channel;

    public async ValueTask<IReadOnlyList<FeedMessage>> ReadAsync(int countMax, CancellationToken stop)
    {
        if (_channel is null) await OpenAsync(stop).ConfigureAwait(false);
        try
        {
            var messages = new List<FeedMessage> { await _arrived.Reader.ReadAsync(stop).ConfigureAwait(false) };
            while (messages.Count < countMax && _arrived.Reader.TryRead(out var next)) messages.Add(next);
            return messages;
        }
        catch (ChannelClosedException closed)
        {
            throw new FeedAwayException(closed.InnerException?.Message ?? "the queue gives nothing more", closed.InnerException);
        }
    }

    public async ValueTask AcknowledgeAsync(IReadOnlyList<FeedMessage> messages, CancellationToken stop)
    {
        try
        {
            // All up to the last: they were given in the order of their tags, and none is left out.
            await _channel!.BasicAckAsync((ulong)messages[^1].Receipt!, multiple: true, stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsAway(failure))
        {
            throw new FeedAwayException($"messages could not be acknowledged: {failure.Message}", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is null) return;
        try
        {
            await _connection.AbortAsync().ConfigureAwait(false);
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (IsAway(failure))
        {
            // It is gone, which is all that was wanted.
        }
    }

    private async ValueTask OpenAsync(CancellationToken stop)
    {
        var factory = new ConnectionFactory
        {
            Uri = new Uri(_amqp.Uri),
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = _amqp.Heartbeat,
            RequestedConnectionTimeout = ConnectTimeout,
            MaxInboundMessageBodySize = InboundBytesMax,
            ClientProvidedName = $"fanout {feed.Name}",
        };
        try
        {
            _connection = await factory.CreateConnectionAsync(stop).ConfigureAwait(false);
            _channel = await _connection.CreateChannelAsync(cancellationToken: stop).ConfigureAwait(false);
            _channel.ChannelShutdownAsync += OnShutdown;
            await _channel.QueueDeclarePassiveAsync(_amqp.Queue, stop).ConfigureAwait(false);
            await _channel.BasicQosAsync(0, (ushort)_amqp.Prefetch, global: false, stop).ConfigureAwait(false);
            var consumer = new AsyncEventingBasicConsumer(_channel);
            consumer.ReceivedAsync += OnReceived;
            consumer.UnregisteredAsync += OnCancelled; // the queue was deleted, or its leader moved
            await _channel.BasicConsumeAsync(_amqp.Queue, autoAck: false, consumer, stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsAway(failure))
        {
            throw new FeedAwayException($"queue {_amqp.Queue}: {failure.Message}", failure);
        }
    }

    private Task OnReceived(object sender, BasicDeliverEventArgs delivery)
    {
        var sizeMax = feed.Options.MessageBytesMax;
        var isTooLarge = delivery.Body.Length > sizeMax;
        var content = (isTooLarge ? delivery.Body[..sizeMax] : delivery.Body).ToArray(); // the client takes its memory back
        _arrived.Writer.TryWrite(new FeedMessage(PlaceOf(delivery, content), content)
        {
            MayBeAgain = delivery.Redelivered,
            TooLargeSize = isTooLarge ? delivery.Body.Length : null,
            Receipt = delivery.DeliveryTag,
        });
        return Task.CompletedTask;
    }

    private Task OnShutdown(object sender, ShutdownEventArgs why)
    {
        _arrived.Writer.TryComplete(new FeedAwayException(why.ReplyText));
        return Task.CompletedTask;
    }

    private Task OnCancelled(object sender, ConsumerEventArgs consumer)
    {
        _arrived.Writer.TryComplete(new FeedAwayException($"queue {_amqp.Queue}: the broker ended the consumer"));
        return Task.CompletedTask;
    }

    /// <summary>The sender's name of the message or else one made of its bytes: a delivery tag is another each time.</summary>
    private string PlaceOf(BasicDeliverEventArgs delivery, byte[] content)
    {
        var id = delivery.BasicProperties.MessageId is { Length: > 0 } own
            ? own
            : string.Create(CultureInfo.InvariantCulture, $"{XxHash3.HashToUInt64(content):x16}");
        return $"queue {_amqp.Queue}, message {id}";
    }

    private static bool IsAway(Exception failure) =>
        failure is RabbitMQClientException or IOException or TimeoutException or ObjectDisposedException
            or System.Net.Sockets.SocketException
        || failure is OperationCanceledException { CancellationToken.IsCancellationRequested: false };
}
