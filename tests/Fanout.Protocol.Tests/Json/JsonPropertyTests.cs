using System.Text;
using CsCheck;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Fanout.Protocol.Tests.States;
using Google.Protobuf;

namespace Fanout.Protocol.Tests.Json;

public sealed class JsonPropertyTests
{
    [Fact]
    public void What_is_written_reads_back_as_it_was()
    {
        RoundTrips<MatchState>();
        RoundTrips<BoardState>();
        RoundTrips<ScoreEvent>();
        RoundTrips<ClientFrame>();
        RoundTrips<ServerFrame>();
        RoundTrips<LogPage>();
    }

    [Fact]
    public void A_text_that_is_cut_short_is_refused()
    {
        MessageGen.Of<ScoreEvent>().Sample(written =>
        {
            var json = Encoding.UTF8.GetBytes(ProtoJson.ToText(written));
            for (var length = 0; length < json.Length; length++)
            {
                var cut = json.AsMemory(0, length);
                Assert.Throws<JsonFormatException>(() => ProtoJson.Read<ScoreEvent>(cut.Span));
            }
        }, iter: 10);
    }

    [Fact]
    public void Any_bytes_give_a_message_or_a_refusal_and_nothing_else()
    {
        Gen.Byte.Array[0, 40].Sample(bytes => ReadsOrRefuses(bytes));
    }

    [Fact]
    public void A_text_with_one_byte_changed_gives_a_message_or_a_refusal_and_nothing_else()
    {
        Gen.Select(MessageGen.Of<ScoreEvent>(), Gen.Int[0, 100_000], Gen.Byte).Sample((written, at, with) =>
        {
            var json = Encoding.UTF8.GetBytes(ProtoJson.ToText(written));
            json[at % json.Length] = with;
            return ReadsOrRefuses(json);
        }, iter: 2_000);
    }

    private static void RoundTrips<T>() where T : class, IMessage<T>, new() => MessageGen.Of<T>().Sample(written =>
    {
        var read = ProtoJson.Read<T>(Encoding.UTF8.GetBytes(ProtoJson.ToText(written)));
        // By bytes: Equals takes an absent field for a zero.
        Assert.Equal(written.ToByteString(), read.Message.ToByteString());
        Assert.Equal(0, read.UnknownMembers.Count + read.UnknownEnumNames.Count);
    }, iter: 60);

    private static bool ReadsOrRefuses(byte[] bytes)
    {
        try
        {
            return ProtoJson.Read<ScoreEvent>(bytes).Message is not null;
        }
        catch (JsonFormatException refused)
        {
            return refused.Message.Length > 0;
        }
    }
}
