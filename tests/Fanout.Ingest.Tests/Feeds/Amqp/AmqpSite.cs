using System.Text;
using Fanout.Services.RabbitMq;
using RabbitMQ.Client;

namespace Fanout.Ingest.Tests.Feeds.Amqp;

/// <summary>One RabbitMQ for all tests of a class, which have queues of their own.</summary>
public sealed class AmqpSite : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private RabbitServer? _server;

    /// <summary>Skips the test that asks, where there is no RabbitMQ.</summary>
    public async Task<RabbitServer> ServerAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _server ??= await RabbitServer.StartAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _starting.Dispose();
    }
}

/// <summary>A provider's connection to the broker.</summary>
internal sealed class AmqpPublisher : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private AmqpPublisher(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<AmqpPublisher> ConnectAsync(RabbitServer server)
    {
        var factory = new ConnectionFactory { Uri = new Uri(server.Uri), AutomaticRecoveryEnabled = false };
        var connection = await factory.CreateConnectionAsync(TestContext.Current.CancellationToken);
        var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        return new AmqpPublisher(connection, await connection.CreateChannelAsync(confirmed, TestContext.Current.CancellationToken));
    }

    public Task DeclareAsync(string queue, bool isQuorum = false) => _channel.QueueDeclareAsync(
        queue, durable: true, exclusive: false, autoDelete: false,
        arguments: new Dictionary<string, object?> { ["x-queue-type"] = isQuorum ? "quorum" : "classic" },
        cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Returns when the broker has it.</summary>
    public async Task PublishAsync(string queue, string body, string? id = null) => await _channel.BasicPublishAsync(
        "", queue, mandatory: true, new BasicProperties { Persistent = true, MessageId = id }, Encoding.UTF8.GetBytes(body),
        TestContext.Current.CancellationToken);

    /// <summary>Messages that wait and are with nobody.</summary>
    public async Task<uint> WaitingAsync(string queue) =>
        (await _channel.QueueDeclarePassiveAsync(queue, TestContext.Current.CancellationToken)).MessageCount;

    public Task DeleteAsync(string queue) => _channel.QueueDeleteAsync(queue, cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
