using Fanout.Protocol.WebSockets;

namespace Fanout.Protocol.Tests.WebSockets;

public sealed class CloseCodeTests
{
    private static readonly IReadOnlyDictionary<string, CodeVector> Golden =
        WebSocketVectors.Load<CodeVector>("close-codes.json");

    public static TheoryData<string> Names => WebSocketVectors.Names(Golden);

    [Theory]
    [MemberData(nameof(Names))]
    public void Says_whether_it_may_be_sent_and_whether_to_reconnect(string name)
    {
        var vector = Golden[name];
        Assert.Equal(vector.MayBeSent, ((CloseCode)vector.Code).MayBeSent());
        Assert.Equal(vector.MayReconnect, ((CloseCode)vector.Code).MayReconnect());
    }

    [Fact]
    public void Our_own_codes_are_all_in_the_vectors() =>
        Assert.All(
            Enum.GetValues<CloseCode>(),
            code => Assert.Contains(Golden.Values, vector => vector.Code == (ushort)code));

    private sealed record CodeVector(string Name, ushort Code, bool MayBeSent, bool MayReconnect)
        : WebSocketVectors.INamed;
}
