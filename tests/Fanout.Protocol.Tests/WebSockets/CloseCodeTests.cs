using System.Text.Json;
using Fanout.Protocol.Tests.Matches;
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

    [Fact]
    public void The_vocabulary_holds_the_codes_of_the_enum_in_its_order()
    {
        var listed = Vocabulary.File("close-codes")["codes"]!.AsArray();
        Assert.Equal(
            Enum.GetValues<CloseCode>().Select(code => ((ushort)code, Upper(code.ToString()))),
            listed.Select(code => ((ushort)code!["code"]!, (string)code["id"]!)));
    }

    [Fact]
    public void The_ranges_of_the_vocabulary_leave_no_code_out()
    {
        var next = 0;
        foreach (var range in Vocabulary.File("close-codes")["ranges"]!.AsArray())
        {
            Assert.Equal(next, (int)range!["first"]!);
            next = (int)range["last"]! + 1;
        }
        Assert.Equal(ushort.MaxValue + 1, next);
    }

    private static string Upper(string name) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(name);

    private sealed record CodeVector(string Name, ushort Code, bool MayBeSent, bool MayReconnect)
        : WebSocketVectors.INamed;
}
