using System.Net.WebSockets;

namespace Fanout.Server.Tests.Transport;

/// <summary>On the web server's pipes.</summary>
public sealed class PipeStreamTests : StreamTests
{
    private protected override EchoTransport Transport => EchoTransport.Pipes;
}

/// <inheritdoc cref="PipeStreamTests"/>
public sealed class PipeDeflatedStreamTests : DeflatedStreamTests
{
    private protected override EchoTransport Transport => EchoTransport.Pipes;
}

/// <inheritdoc cref="PipeStreamTests"/>
public sealed class PipeAdmissionTests : AdmissionTests
{
    private protected override EchoTransport Transport => EchoTransport.Pipes;
}

/// <summary>On the web server's pipes, which TLS always is.</summary>
public sealed class TlsStreamTests
{
    [Fact]
    public async Task Talks_to_the_frameworks_client()
    {
        await using var server = await EchoServer.StartAsync(EchoTransport.Tls);
        using var client = new ClientWebSocket();
        client.Options.RemoteCertificateValidationCallback =
            static (_, certificate, _, _) => certificate?.Subject == "CN=localhost";
        var address = new UriBuilder(server.Address) { Scheme = "wss", Path = "/v1/stream" }.Uri;
        await client.ConnectAsync(address, TestContext.Current.CancellationToken);
        Assert.Null((await server.AcceptedAsync()).Loop);

        await StreamTests.EchoAsync(client);
    }
}

/// <summary>On event loops of our own.</summary>
public sealed class EventLoopStreamTests : StreamTests
{
    private protected override EchoTransport Transport => EchoTransport.EventLoops;
}

/// <inheritdoc cref="EventLoopStreamTests"/>
public sealed class EventLoopAdmissionTests : AdmissionTests
{
    private protected override EchoTransport Transport => EchoTransport.EventLoops;
}

/// <inheritdoc cref="EventLoopStreamTests"/>
public sealed class EventLoopDeflatedStreamTests : DeflatedStreamTests
{
    private protected override EchoTransport Transport => EchoTransport.EventLoops;
}
