using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Access;
using Fanout.Server.Admission;
using Fanout.Server.Delivery;
using Fanout.Server.Transport;
using Fanout.Server.Transport.EventLoops;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fanout.Server.Tests.Transport;

/// <summary>What the connections of a server under test live on.</summary>
internal enum EchoTransport
{
    Pipes,
    PipesAfterHttp,
    Tls,
    EventLoops,
}

/// <summary>A real Kestrel on a free loopback port whose stream endpoint echoes.</summary>
internal sealed class EchoServer : IConnectionAcceptor, IAsyncDisposable
{
    private readonly Channel<EchoOwner> _accepted = Channel.CreateUnbounded<EchoOwner>();
    private readonly WebApplication _app;

    private readonly EchoLoop[] _work = [new(), new()];
    private int _httpRequestCount;

    /// <summary>What the event loops drive.</summary>
    public IReadOnlyList<EchoLoop> Work => _work;

    private EchoServer(EchoTransport transport, TimeProvider time, ConnectionGate gate)
    {
        Gate = gate;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var url = transport == EchoTransport.Tls ? "https://127.0.0.1:0" : "http://127.0.0.1:0";
        builder.Services.AddTransport([url]).AddSingleton<IConnectionAcceptor>(this).AddSingleton(time).AddSingleton(Gate);
        builder.Services.AddSingleton(new TrustedProxies([])).AddSingleton(AnonymousOrigins.Any).AddSingleton<Reception>().AddSingleton<Visitors>();
        builder.Services.Configure<TransportOptions>(
            options => options.HandshakeOverHttp = transport == EchoTransport.PipesAfterHttp);
        if (transport == EchoTransport.EventLoops && OperatingSystem.IsLinux())
        {
            builder.Services.AddEventLoops(_ => _work);
        }

        builder.WebHost.UseUrls(url).UseKestrelHttpsConfiguration().ConfigureKestrel(static kestrel =>
            kestrel.ConfigureHttpsDefaults(static https => https.ServerCertificate = CreateCertificate()));
        _app = builder.Build();
        _app.Use((http, next) =>
        {
            Interlocked.Increment(ref _httpRequestCount);
            HttpPeers.Enqueue(http.Connection.RemoteIpAddress);
            return next(http);
        });
        _app.MapStream();
        _app.MapPost("/echo", static (HttpRequest request) => Results.Stream(request.Body));
        if (OperatingSystem.IsLinux())
        {
            _app.Services.GetService<EventLoops>()?.Start();
        }
    }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Who lets connections in.</summary>
    public ConnectionGate Gate { get; }

    /// <summary>Where they came from, each.</summary>
    public ConcurrentQueue<IPAddress?> HttpPeers { get; } = new();

    /// <summary>Requests that came to HTTP.</summary>
    public int HttpRequestCount => Volatile.Read(ref _httpRequestCount);

    public static async Task<EchoServer> StartAsync(
        EchoTransport transport,
        TimeProvider? time = null,
        int connectionsMax = 1_000,
        int handshakesPerSecond = 10_000,
        AddressLimits? perAddress = null,
        int socketsMax = int.MaxValue)
    {
        Assert.SkipWhen(
            transport == EchoTransport.EventLoops && !OperatingSystem.IsLinux(), "event loops are Linux's epoll");
        time ??= TimeProvider.System;
        var gate = new ConnectionGate(connectionsMax, handshakesPerSecond, time, perAddress, socketsMax);
        var server = new EchoServer(transport, time, gate);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Ends once the event loops watch nothing but where they listen.</summary>
    public async Task Quiet()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var loops = _app.Services.GetRequiredService<EventLoops>().All;
        while (loops[0].WatchedCount + loops[1].WatchedCount > 1)
        {
            await Task.Yield();
        }
    }

    /// <summary>Stops it, with the time that connections are given to end.</summary>
    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>The owner of the next connection that shook hands.</summary>
    public async Task<EchoOwner> AcceptedAsync() =>
        await _accepted.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public IConnectionOwner Accept(ISink sink, HandshakeAnswer agreed, int? loop, bool needsToken)
    {
        if (loop is { } given)
            _work[given].Given();
        var owner = new EchoOwner(sink, agreed, loop is { } index ? _work[index].Post : new EchoThread().Post, loop);
        _accepted.Writer.TryWrite(owner);
        return owner;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue.AddYears(-1));
    }
}
