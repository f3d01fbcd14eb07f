using Fanout.Protocol.WebSockets;

namespace Fanout.Protocol.Tests.WebSockets;

public sealed class HandshakeTests
{
    private static readonly IReadOnlyDictionary<string, HandshakeVector> Golden =
        WebSocketVectors.Load<HandshakeVector>("handshakes.json");

    public static TheoryData<string> Names => WebSocketVectors.Names(Golden);

    [Theory]
    [MemberData(nameof(Names))]
    public void Answers_a_vector(string name)
    {
        var vector = Golden[name];
        var answer = Handshake.Answer(vector.Request, vector.DeflateWanted);

        Assert.Equal(vector.Status, answer.Status);
        Assert.Equal(vector.Headers, answer.Headers.ToDictionary());
        Assert.Equal(vector.Status == 101, answer.Accepted);
        Assert.Equal(answer.Accepted, answer.Refusal is null);
        Assert.Equal(vector.Deflate, answer.Deflate);
        if (answer.Accepted)
        {
            Assert.Equal(vector.Subprotocol, answer.Subprotocol.Name());
        }
    }

    [Fact]
    public void A_refusal_says_what_was_wrong()
    {
        var request = Golden["version '8'"].Request;
        Assert.Equal(
            "Sec-WebSocket-Version is 8, only 13 is spoken",
            Handshake.Answer(request, deflate: false).Refusal);
    }

    private sealed record HandshakeVector(
        string Name,
        HandshakeRequest Request,
        int Status,
        IReadOnlyDictionary<string, string> Headers,
        bool DeflateWanted = false,
        bool Deflate = false,
        string? Subprotocol = null) : WebSocketVectors.INamed;
}
