using System.Net.WebSockets;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Admission;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Server.Tests.Transport;

/// <summary>What every transport of the stream does alike when too many come.</summary>
public abstract class AdmissionTests
{
    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract EchoTransport Transport { get; }

    [Fact]
    public async Task Who_comes_when_every_place_is_taken_is_told_when_to_come_again()
    {
        await using var server = await EchoServer.StartAsync(Transport, connectionsMax: 2);
        using var first = await RawClient.OpenAsync(server.Address);
        using var second = await RawClient.OpenAsync(server.Address);

        var refused = await RefusalAsync(server);
        Assert.StartsWith("HTTP/1.1 503", refused, StringComparison.Ordinal);
        Assert.InRange(RetryAfter(refused), 1, 31);
        Assert.Contains("Connection: close\r\n", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("Sec-WebSocket-Accept", refused, StringComparison.Ordinal);
        Assert.Equal(
            (2, 1L, 0L),
            (server.Gate.Count, server.Gate.Refused(RefusalReason.ServerFull), server.Gate.Refused(RefusalReason.ServerBusy)));

        await first.SendFrameAsync(Opcode.Text, "undisturbed"u8);
        Assert.Equal("Text undisturbed", await first.ReadAsync());
    }

    [Fact]
    public async Task A_place_is_free_again_once_its_connection_has_ended()
    {
        await using var server = await EchoServer.StartAsync(Transport, connectionsMax: 1);
        for (var round = 0; round < 3; round++)
        {
            using (await RawClient.OpenAsync(server.Address))
            {
            }
            await (await server.AcceptedAsync()).Ended.WaitAsync(Cancellation);
            while (server.Gate.Count > 0)
                await Task.Yield();
        }
        Assert.Equal(0, server.Gate.Refused(RefusalReason.ServerFull));
    }

    [Fact]
    public async Task Who_comes_in_a_second_that_is_used_up_comes_again_in_a_later_one()
    {
        var time = new FakeTimeProvider();
        await using var server = await EchoServer.StartAsync(Transport, time, handshakesPerSecond: 2);
        using var first = await RawClient.OpenAsync(server.Address);
        using var second = await RawClient.OpenAsync(server.Address);
        var refused = await RefusalAsync(server);
        Assert.StartsWith("HTTP/1.1 503", refused, StringComparison.Ordinal);
        Assert.Equal(
            (0L, 1L), (server.Gate.Refused(RefusalReason.ServerFull), server.Gate.Refused(RefusalReason.ServerBusy)));

        time.Advance(TimeSpan.FromSeconds(RetryAfter(refused)));
        using var again = await RawClient.OpenAsync(server.Address);
    }

    [Fact]
    public async Task The_frameworks_client_can_see_when_to_come_again()
    {
        await using var server = await EchoServer.StartAsync(Transport, connectionsMax: 1);
        using var first = await RawClient.OpenAsync(server.Address);
        using var client = new ClientWebSocket();
        client.Options.CollectHttpResponseDetails = true;
        var address = new UriBuilder(server.Address) { Scheme = "ws", Path = "/v1/stream" }.Uri;

        await Assert.ThrowsAsync<WebSocketException>(() => client.ConnectAsync(address, Cancellation));
        Assert.Equal(503, (int)client.HttpStatusCode);
        Assert.True(client.HttpResponseHeaders!.ContainsKey("Retry-After"));
    }

    [Fact]
    public async Task One_address_has_so_many_connections_and_no_more()
    {
        var limits = new AddressLimits { ConnectionsMax = 2, HoldOnLoopback = true };
        await using var server = await EchoServer.StartAsync(Transport, perAddress: limits);
        using (await RawClient.OpenAsync(server.Address))
        {
            using var second = await RawClient.OpenAsync(server.Address);

            var refused = await RefusalAsync(server);
            Assert.StartsWith("HTTP/1.1 429", refused, StringComparison.Ordinal);
            Assert.InRange(RetryAfter(refused), 1, 31);
            Assert.Contains("Connection: close\r\n", refused, StringComparison.Ordinal);
            await second.SendFrameAsync(Opcode.Text, "undisturbed"u8);
            Assert.Equal("Text undisturbed", await second.ReadAsync());
        }
        while (server.Gate.Count > 0)
            await Task.Yield();
        using var again = await RawClient.OpenAsync(server.Address);
    }

    [Fact]
    public async Task Handshakes_of_one_address_are_so_many_a_second()
    {
        var time = new FakeTimeProvider();
        var limits = new AddressLimits { HandshakesPerSecond = 1, HoldOnLoopback = true };
        await using var server = await EchoServer.StartAsync(Transport, time, perAddress: limits);
        using var first = await RawClient.OpenAsync(server.Address);
        var refused = await RefusalAsync(server);
        Assert.StartsWith("HTTP/1.1 429", refused, StringComparison.Ordinal);

        time.Advance(TimeSpan.FromSeconds(RetryAfter(refused)));
        using var again = await RawClient.OpenAsync(server.Address);
    }

    [Fact]
    public async Task Who_says_nothing_counts_for_its_address_until_it_opens_the_stream_or_ends()
    {
        var limits = new AddressLimits { VisitorsMax = 2, HoldVisitorsOnLoopback = true };
        await using var server = await EchoServer.StartAsync(Transport, perAddress: limits);
        using var first = await RawClient.ConnectAsync(server.Address);
        using (await RawClient.ConnectAsync(server.Address))
        {
            await VisitorsAsync(server, 2);
            Assert.True(await RawClient.IsCutOffAsync(server.Address));
            Assert.Equal(1, server.Gate.CutOff(RefusalReason.AddressFull));

            await first.SendAsync(RawClient.Handshake.ReplaceLineEndings("\r\n"));
            Assert.StartsWith("HTTP/1.1 101", await first.ReadHeadAsync(), StringComparison.Ordinal);
            await VisitorsAsync(server, 1);
        }
        await VisitorsAsync(server, 0);
        Assert.Equal(1, server.Gate.Count);
        using var again = await RawClient.OpenAsync(server.Address);
        await VisitorsAsync(server, 0);
    }

    [Fact]
    public async Task A_connection_for_requests_and_one_that_was_refused_count_until_they_end()
    {
        await using var server = await EchoServer.StartAsync(Transport, connectionsMax: 1);
        using var reader = await RawClient.OpenAsync(server.Address);
        await VisitorsAsync(server, 0);
        using (var client = await RawClient.ConnectAsync(server.Address))
        {
            await client.SendAsync("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 404", await client.ReadHeadAsync(), StringComparison.Ordinal);
            Assert.Equal(1, server.Gate.VisitorCount);
        }
        await VisitorsAsync(server, 0);

        Assert.StartsWith("HTTP/1.1 503", await RefusalAsync(server), StringComparison.Ordinal);
        await VisitorsAsync(server, 0);
    }

    [Fact]
    public async Task Of_all_connections_there_are_so_many_and_no_more()
    {
        await using var server = await EchoServer.StartAsync(Transport, socketsMax: 2);
        using var reader = await RawClient.OpenAsync(server.Address);
        using (await RawClient.ConnectAsync(server.Address))
        {
            await VisitorsAsync(server, 1);
            Assert.True(await RawClient.IsCutOffAsync(server.Address));
            Assert.Equal(1, server.Gate.CutOff(RefusalReason.ServerFull));
        }
        await VisitorsAsync(server, 0);
        using var again = await RawClient.OpenAsync(server.Address);
    }

    /// <summary>Waits until there are so many visitors.</summary>
    private static async Task VisitorsAsync(EchoServer server, int count)
    {
        while (server.Gate.VisitorCount != count)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
    }

    private static async Task<string> RefusalAsync(EchoServer server)
    {
        using var client = await RawClient.ConnectAsync(server.Address);
        await client.SendAsync(RawClient.Handshake.ReplaceLineEndings("\r\n"));
        return await client.ReadHeadAsync();
    }

    private static int RetryAfter(string head)
    {
        const string name = "Retry-After: ";
        var line = head.Split("\r\n").Single(static line => line.StartsWith(name, StringComparison.Ordinal));
        return int.Parse(line[name.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
