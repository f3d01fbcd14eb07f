namespace Fanout.Protocol.Tests.WebSockets;

public sealed class MessageReaderVectorTests
{
    // Above this size only cuts near the ends, and every 251st (a prime) between, are tried: the insides are all alike.
    private const int CutEverywhereSizeMax = 8 * 1024;

    private static readonly IReadOnlyDictionary<string, MessageVector> Own =
        WebSocketVectors.Load<MessageVector>("messages.json");
    private static readonly IReadOnlyDictionary<string, MessageVector> Autobahn =
        WebSocketVectors.Load<MessageVector>("autobahn.json");

    public static TheoryData<string> OwnNames => WebSocketVectors.Names(Own);

    public static TheoryData<string> AutobahnNames => WebSocketVectors.Names(Autobahn);

    [Theory]
    [MemberData(nameof(OwnNames))]
    public void Reads_a_vector_the_same_however_it_is_cut(string name) => ReadsTheSameHoweverCut(Own[name]);

    [Theory]
    [MemberData(nameof(AutobahnNames))]
    public void Reads_an_Autobahn_case_the_same_however_it_is_cut(string name) =>
        ReadsTheSameHoweverCut(Autobahn[name]);

    private static void ReadsTheSameHoweverCut(MessageVector vector)
    {
        var expected = vector.ExpectedOutcome();
        ReadOnlyMemory<byte> input = WebSocketVectors.Bytes(vector.Input);

        Assert.Equal(expected, Read(vector, [input]));
        Assert.Equal(expected, Read(vector, Segments.Cut(input, [1])));
        foreach (var cut in Cuts(input.Length))
        {
            Assert.Equal(expected, Read(vector, [input[..cut], input[cut..]]));
        }
    }

    private static Outcome Read(MessageVector vector, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        using var reader = vector.CreateReader();
        var outcome = Outcome.Read(reader, parts);

        using var readerOfSequence = vector.CreateReader();
        Assert.Equal(outcome, Outcome.Read(readerOfSequence, Segments.Join(parts)));
        return outcome;
    }

    private static IEnumerable<int> Cuts(int size) =>
        Enumerable.Range(0, size).Where(
            cut => size <= CutEverywhereSizeMax || cut < 64 || size - cut < 64 || cut % 251 == 0);
}
