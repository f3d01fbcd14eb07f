using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Fanout.Client.Connections;

namespace Fanout.Client.Tests.Connections;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 18, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("Sun, 22 Nov 2026 18:01:30 GMT", 90)]
    [InlineData("Sun, 22 Nov 2026 17:00:00 GMT", 0)]
    [InlineData("999999999", 3600)]
    [InlineData("soon", 0)]
    [InlineData("-5", 0)]
    public void Seconds_and_dates_are_understood_and_bounded(string value, int expectedSeconds) =>
        Assert.Equal(
            TimeSpan.FromSeconds(expectedSeconds),
            RetryAfter.Of(new Dictionary<string, IEnumerable<string>> { ["Retry-After"] = [value] }, Now));

    [Fact]
    public void Who_says_nothing_asks_for_nothing()
    {
        Assert.Equal(TimeSpan.Zero, RetryAfter.Of(null, Now));
        Assert.Equal(TimeSpan.Zero, RetryAfter.Of(new Dictionary<string, IEnumerable<string>>(), Now));
    }

    [Fact]
    public async Task A_server_that_is_full_is_left_alone_for_as_long_as_it_asked()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var full = new TcpListener(IPAddress.Loopback, 0);
        full.Start();
        var answered = AnswerAsync(full, "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 11\r\nContent-Length: 0\r\n\r\n", cancellation);
        var options = new FanoutClientOptions { Server = new Uri($"http://{full.LocalEndpoint}/") };
        await using var connection = new Connection(options, static _ => { });

        await Assert.ThrowsAsync<WebSocketException>(() => connection.RunAsync(static () => [], static () => { }, cancellation));

        await answered;
        Assert.Equal(TimeSpan.FromSeconds(11), connection.ReconnectAfter);
        Assert.Null(connection.Ending.Refusal);
    }

    private static async Task AnswerAsync(TcpListener listener, string answer, CancellationToken cancellation)
    {
        using var client = await listener.AcceptTcpClientAsync(cancellation);
        var stream = client.GetStream();
        using (var reader = new StreamReader(stream, leaveOpen: true))
        {
            while (await reader.ReadLineAsync(cancellation) is { Length: > 0 })
            {
                // the head of the request
            }
        }
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), cancellation);
    }
}
