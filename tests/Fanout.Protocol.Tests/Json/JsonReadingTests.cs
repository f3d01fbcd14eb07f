using System.Buffers;
using System.Text;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using Status = Fanout.Protocol.Messages.Status;

namespace Fanout.Protocol.Tests.Json;

public sealed class JsonReadingTests
{
    [Fact]
    public void Reads_the_canonical_examples_of_a_push()
    {
        var score = Read<ScoreEvent>("""
            {"id":"e3","match":"m1","at":"2026-11-22T19:23:10.5+01:00","score":{"home":1,"away":0},
             "incident":{"id":"i1","type":"goal","team":"home","player":"A. Nine","minute":23,"text":"…"}}
            """).Message;
        Assert.Equal(1_795_371_790, score.At.Seconds);
        Assert.Equal(500_000_000, score.At.Nanos);
        Assert.True(score.Score.HasAway);
        Assert.Equal(0, score.Score.Away);
        Assert.Equal("…", score.Incident.Text);
        Assert.False(score.Incident.HasState);
        Assert.Null(score.Status);
    }

    [Fact]
    public void Takes_the_names_of_the_proto_files_too()
    {
        Assert.Equal(7u, Read<ClockUpdate>("""{"value_ms":7}""").Message.ValueMs);
        Assert.Equal(7u, Read<ClockUpdate>("""{"valueMs":7}""").Message.ValueMs);
    }

    [Fact]
    public void Null_means_absent()
    {
        var match = Read<MatchState>("""{"score":null,"phase":null,"incidents":null,"start":null}""").Message;
        Assert.Equal(new MatchState(), match);
    }

    [Fact]
    public void Counts_unknown_members_and_says_where_they_are()
    {
        var read = Read<ScoreEvent>("""{"x":{"y":[1]},"score":{"home":1,"periods":[{"é!":2}]},"score2":null}""");
        Assert.Equal(3, read.UnknownMembers.Count);
        Assert.Equal(["x", "score.periods[0].\"\\u00E9!\"", "score2"], read.UnknownMembers.Paths);
        Assert.Equal(1, read.Message.Score.Home);
    }

    [Fact]
    public void Keeps_only_the_first_paths_of_unknown_members()
    {
        var read = Read<Pair>("{" + string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"x{i}\":{i}")) + "}");
        Assert.Equal(100, read.UnknownMembers.Count);
        Assert.Equal(JsonLeftovers.PathCountMax, read.UnknownMembers.Paths.Count);
    }

    [Theory]
    [InlineData("LIVE", Status.Types.Value.Live)]
    [InlineData("UNSPECIFIED", Status.Types.Value.Unspecified)]
    public void Reads_enums_by_name(string name, Status.Types.Value expected)
    {
        Assert.Equal(expected, Read<StatusUpdate>($$"""{"status":"{{name}}"}""").Message.Status);
    }

    [Fact]
    public void Reads_enums_by_number_known_or_not()
    {
        Assert.Equal(Status.Types.Value.Live, Read<StatusUpdate>("""{"status":4}""").Message.Status);
        Assert.Equal(77, (int)Read<StatusUpdate>("""{"status":77}""").Message.Status);
    }

    [Fact]
    public void Leaves_a_field_unset_whose_enum_name_is_unknown_where_that_is_allowed()
    {
        var read = Read<MatchDelta>("""{"status":"PAUSED","phase":"2H"}""", new JsonReadOptions { UnknownEnumNamesAllowed = true });
        Assert.False(read.Message.HasStatus);
        Assert.Equal("2H", read.Message.Phase);
        Assert.Equal(1, read.UnknownEnumNames.Count);
        Assert.Equal(["status"], read.UnknownEnumNames.Paths);
    }

    [Theory]
    [InlineData("""{"status":{"status":"LIV"}}""", "status.status: \"LIV\" is not one of SCHEDULED, PRE_MATCH, DELAYED, ")]
    [InlineData("""{"status":{"status":true}}""", "status.status: true is not one of SCHEDULED, ")]
    [InlineData("""{"score":{"home":1.5}}""", "score.home: 1.5 is not a whole number from -2147483648 to 2147483647")]
    [InlineData("""{"score":{"home":2147483648}}""", "score.home: 2147483648 is not a whole number")]
    [InlineData("""{"score":{"home":"1"}}""", "score.home: \"1\" is not a whole number")]
    [InlineData("""{"incident":{"minute":-1}}""", "incident.minute: -1 is not a whole number from 0 to 4294967295")]
    [InlineData("""{"score":{"periods":[{"home":0},{"home":[]}]}}""", "score.periods[1].home: a list is not a whole number")]
    [InlineData("""{"score":{"periods":[null]}}""", "score.periods[0]: null is not an object (PeriodScore)")]
    [InlineData("""{"score":{"periods":{}}}""", "score.periods: an object is not a list")]
    [InlineData("""{"score":[]}""", "score: a list is not an object (ScoreUpdate)")]
    [InlineData("""{"clock":{"running":1}}""", "clock.running: 1 is not true or false")]
    [InlineData("""{"stat":{"home":1e999}}""", "stat.home: 1e999 is not a number between")]
    [InlineData("""{"id":7}""", "id: 7 is not a string")]
    [InlineData("""{"at":"yesterday"}""", "at: \"yesterday\" is not an RFC 3339 date and time, e.g. 2026-11-22T18:00:00Z")]
    [InlineData("""{"at":1795370400}""", "at: 1795370400 is not an RFC 3339 date and time")]
    [InlineData("""{"id":"a","id":"b"}""", "id: stands here twice")]
    [InlineData("""{"clock":{"valueMs":1,"value_ms":1}}""", "clock.valueMs: stands here twice")]
    [InlineData("""{"id":"\ud800"}""", "id: holds half of a surrogate pair")]
    [InlineData("""{"\udc00":1}""", "holds half of a surrogate pair")]
    [InlineData("""[]""", "a list is not an object (ScoreEvent)")]
    [InlineData("""7""", "7 is not an object (ScoreEvent)")]
    [InlineData("", "not JSON at line 1, byte 1")]
    [InlineData("{\n \"id\":x}", "id: not JSON at line 2, byte 7")]
    [InlineData("""{"id":"a"} {}""", "not JSON at line 1, byte 12")]
    [InlineData("""{"id":"a",}""", "not JSON at line 1, byte 11")]
    [InlineData("""{"score":{"home":1}""", "not JSON at line 1, byte 20")]
    public void Refuses_with_path_value_and_what_is_allowed(string json, string expected)
    {
        var refused = Assert.Throws<JsonFormatException>(() => Read<ScoreEvent>(json));
        Assert.StartsWith(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_two_kinds_in_one_frame()
    {
        var refused = Assert.Throws<JsonFormatException>(() => Read<ClientFrame>("""{"hello":{},"ping":{"nonce":1}}"""));
        Assert.Equal("ping: cannot stand beside \"hello\": only one of them may be present", refused.Message);
    }

    [Fact]
    public void Refuses_bytes_that_are_not_UTF_8_even_in_what_it_would_skip()
    {
        byte[] json = [.. "{\"x\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        Assert.Equal("is not valid UTF-8",
            Assert.Throws<JsonFormatException>(() => ProtoJson.Read<Pair>(json)).Message);
    }

    [Fact]
    public void Refuses_what_is_past_a_limit()
    {
        AssertRefused<Pair>("""{"home":1}""", new() { BytesMax = 9 }, "text of 10 bytes exceeds 9");
        AssertRefused<Score>("""{"periods":[{},{},{}]}""", new() { ListCountMax = 2 }, "periods: has more than 2 elements");
        AssertRefused<Score>("""{"x":[[[]]]}""", new() { DepthMax = 3 }, "x: not JSON at line 1, byte 8: The maximum configured depth of 3");
    }

    [Fact]
    public void Cuts_a_long_value_in_an_error()
    {
        var refused = Assert.Throws<JsonFormatException>(() => Read<StatusUpdate>($$"""{"status":"{{new string('x', 100_000)}}"}"""));
        Assert.InRange(refused.Message.Length, 1, 500);
    }

    [Fact]
    public void Whole_numbers_may_be_written_as_decimals()
    {
        Assert.Equal(new Pair { Home = 1, Away = 200 }, Read<Pair>("""{"home":1.0,"away":2e2}""").Message);
    }

    [Fact]
    public void Reads_a_text_that_is_cut_anywhere_as_if_it_were_whole()
    {
        var json = """{"id":"e1","match":"ü","score":{"home":1,"periods":[{"phase":"1H"}]},"x":1}"""u8.ToArray();
        var whole = ProtoJson.Read<ScoreEvent>(json);
        for (var cut = 0; cut <= json.Length; cut++)
        {
            var read = ProtoJson.Read<ScoreEvent>(Sequence(json.AsMemory(0, cut), json.AsMemory(cut)));
            Assert.Equal(whole.Message, read.Message);
            Assert.Equal(1, read.UnknownMembers.Count);
        }
    }

    private static void AssertRefused<T>(string json, JsonReadOptions options, string expected)
        where T : class, IMessage<T>, new()
    {
        var refused = Assert.Throws<JsonFormatException>(() => Read<T>(json, options));
        Assert.StartsWith(expected, refused.Message, StringComparison.Ordinal);
    }

    private static JsonReadResult<T> Read<T>(string json, JsonReadOptions? options = null)
        where T : class, IMessage<T>, new() =>
        ProtoJson.Read<T>(Encoding.UTF8.GetBytes(json), options);

    private static ReadOnlySequence<byte> Sequence(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        var head = new Segment(first, null);
        var tail = new Segment(second, head);
        return new ReadOnlySequence<byte>(head, 0, tail, second.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is null) return;
            before.Next = this;
            RunningIndex = before.RunningIndex + before.Memory.Length;
        }
    }
}
