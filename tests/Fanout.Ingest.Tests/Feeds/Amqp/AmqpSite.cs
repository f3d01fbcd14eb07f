using Fanout.Services.RabbitMq;

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
