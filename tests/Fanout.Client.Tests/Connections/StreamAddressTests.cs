using Fanout.Client.Connections;

namespace Fanout.Client.Tests.Connections;

public sealed class StreamAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080/", "ws://127.0.0.1:8080/v1/stream")]
    [InlineData("https://scores.example/", "wss://scores.example/v1/stream")]
    [InlineData("https://scores.example/live/", "wss://scores.example/live/v1/stream")]
    public void The_stream_lies_below_the_address_of_the_server(string server, string stream) =>
        Assert.Equal(new Uri(stream), StreamSocket.StreamAddress(new Uri(server)));
}
