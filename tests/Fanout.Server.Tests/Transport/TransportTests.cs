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

/// <inheritdoc cref="PipeStreamTests"/>
public sealed class PipeOpeningTests : OpeningTests
{
    private protected override EchoTransport Transport => EchoTransport.Pipes;
}

/// <summary>On the web server's pipes, after HTTP has shaken hands.</summary>
public sealed class PipeAfterHttpStreamTests : StreamTests
{
    private protected override EchoTransport Transport => EchoTransport.PipesAfterHttp;
}

/// <inheritdoc cref="PipeAfterHttpStreamTests"/>
public sealed class PipeAfterHttpDeflatedStreamTests : DeflatedStreamTests
{
    private protected override EchoTransport Transport => EchoTransport.PipesAfterHttp;
}

/// <inheritdoc cref="PipeAfterHttpStreamTests"/>
public sealed class PipeAfterHttpAdmissionTests : AdmissionTests
{
    private protected override EchoTransport Transport => EchoTransport.PipesAfterHttp;
}

/// <summary>On the web server's pipes, which TLS always is.</summary>
public sealed class TlsStreamTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Talks_to_the_frameworks_client()
    {
        await using var server = await EchoServer.StartAsync(EchoTransport.Tls);
        using var client = new ClientWebSocket();
        client.Options.RemoteCertificateValidationCallback =
            static (_, certificate, _, _) => certificate?.Subject == "CN=localhost";
        var address = new UriBuilder(server.Address) { Scheme = "wss", Path = "/v1/stream" }.Uri;
        await client.ConnectAsync(address, Cancellation);
        Assert.Null((await server.AcceptedAsync()).Loop);

        await StreamTests.EchoAsync(client);
        Assert.Equal(0, server.HttpRequestCount);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Requests_are_answered_in_the_version_that_was_negotiated(string version)
    {
        await using var server = await EchoServer.StartAsync(EchoTransport.Tls);
        using var handler = new HttpClientHandler();
        handler.ServerCertificateCustomValidationCallback = static (_, _, _, _) => true;
        using var http = new HttpClient(handler) { BaseAddress = server.Address };
        http.DefaultRequestVersion = Version.Parse(version);
        http.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var content = new StringContent("over TLS");
        var answer = await http.PostAsync(new Uri("/echo", UriKind.Relative), content, Cancellation);

        Assert.Equal(http.DefaultRequestVersion, answer.Version);
        Assert.Equal("over TLS", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task A_plain_opening_request_opens_nothing()
    {
        await using var server = await EchoServer.StartAsync(EchoTransport.Tls);
        using var client = await RawClient.ConnectAsync(server.Address);
        await client.SendAsync(RawClient.Handshake.ReplaceLineEndings("\r\n"));

        Assert.Equal("end", await client.ReadAsync());
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

/// <inheritdoc cref="EventLoopStreamTests"/>
public sealed class EventLoopOpeningTests : OpeningTests
{
    private protected override EchoTransport Transport => EchoTransport.EventLoops;
}
