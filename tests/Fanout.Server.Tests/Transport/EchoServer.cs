using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Delivery;
using Fanout.Server.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fanout.Server.Tests.Transport;

/// <summary>A real Kestrel on a free loopback port whose stream endpoint echoes.</summary>
internal sealed class EchoServer : IConnectionAcceptor, IAsyncDisposable
{
    private readonly Channel<EchoOwner> _accepted = Channel.CreateUnbounded<EchoOwner>();
    private readonly WebApplication _app;

    private EchoServer(bool tls, TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddTransport().AddSingleton<IConnectionAcceptor>(this).AddSingleton(time);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
        {
            if (tls)
            {
                endpoint.UseHttps(CreateCertificate());
            }
        }));
        _app = builder.Build();
        _app.MapStream();
    }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<EchoServer> StartAsync(bool tls = false, TimeProvider? time = null)
    {
        var server = new EchoServer(tls, time ?? TimeProvider.System);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>The owner of the next connection that shook hands.</summary>
    public async Task<EchoOwner> AcceptedAsync() =>
        await _accepted.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public IConnectionOwner Accept(ISink sink, Subprotocol subprotocol)
    {
        var owner = new EchoOwner(sink, subprotocol);
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
