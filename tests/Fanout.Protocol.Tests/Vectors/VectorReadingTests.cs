using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Fanout.Protocol.States;
using Google.Protobuf;

namespace Fanout.Protocol.Tests.Vectors;

/// <summary>Reads the files as any other implementation would: from what they say, not from what made them.</summary>
public sealed class VectorReadingTests
{
    public static TheoryData<string> StateFiles => FilesIn("states");

    public static TheoryData<string> DeltaFiles =>
        [.. FilesIn("deltas").Where(file => file.Data != "deltas/merged.json")];

    [Theory]
    [MemberData(nameof(StateFiles))]
    public void States_have_these_bytes_this_JSON_form_and_this_hash(string path)
    {
        foreach (var item in Cases(path))
        {
            var state = MatchState.Parser.ParseFrom(Bytes(item, "hex"));
            Assert.Equal(Bytes(item, "hex"), state.ToByteArray());
            AssertForm(item.GetProperty("state"), state);
            Assert.Equal(Number(item, "hash"), Match.From(state).Hash);
            Assert.Equal(Number(item, "hash"), SumOfParts(item));
        }
    }

    [Theory]
    [MemberData(nameof(DeltaFiles))]
    public void Deltas_lead_to_these_bytes_and_this_hash(string path)
    {
        foreach (var item in Cases(path))
        {
            if (path == "deltas/board.json") CheckDelta<BoardState, BoardDelta>(item);
            else if (path == "deltas/score.json") CheckDelta<ScoreState, ScoreDelta>(item);
            else CheckDelta<MatchState, MatchDelta>(item);
        }
    }

    [Fact]
    public void What_minor_1_added_has_a_hash_of_its_own()
    {
        foreach (var item in Cases("minor1/score.json")) CheckDeltaOfMinor1<ScoreState, ScoreDelta>(item);
        foreach (var item in Cases("minor1/board.json")) CheckDeltaOfMinor1<BoardState, BoardDelta>(item);
        CheckFrames("minor1/server.json", ServerFrame.Parser, frame => frame.FrameCase);
    }

    [Fact]
    public void Merged_deltas_lead_where_the_deltas_lead_in_turn()
    {
        foreach (var item in Cases("deltas/merged.json"))
        {
            var deltas =
                item.GetProperty("deltas").EnumerateArray()
                    .Select(delta => MatchDelta.Parser.ParseFrom(Bytes(delta, "delta"))).ToList();
            var merged = deltas.Aggregate(Match.Compose);
            Assert.Equal(Bytes(item, "merged"), merged.ToByteArray());
            var from = Match.From(MatchState.Parser.ParseFrom(Bytes(item, "from")));
            foreach (
                var to in new[] { from.Apply(merged), deltas.Aggregate(from, (state, delta) => state.Apply(delta)) })
            {
                Assert.Equal(Bytes(item, "to"), to.ToMessage().ToByteArray());
                Assert.Equal(Number(item, "hash"), to.Hash);
            }
        }
    }

    [Fact]
    public void Frames_of_every_kind_have_these_bytes_and_this_JSON_form()
    {
        AssertAll(CheckFrames("frames/client.json", ClientFrame.Parser, frame => frame.FrameCase));
        AssertAll(CheckFrames("frames/server.json", ServerFrame.Parser, frame => frame.FrameCase));

        static void AssertAll<T>(HashSet<T> kinds) where T : struct, Enum =>
            Assert.Equal(Enum.GetValues<T>().Order(), kinds.Order());
    }

    [Fact]
    public void XXH32_of_these_bytes_is_this()
    {
        foreach (var item in Cases("xxh32.json"))
            Assert.Equal(Number(item, "hash"), XxHash32.HashToUInt32(Bytes(item, "hex")));
    }

    private static void CheckDeltaOfMinor1<TState, TDelta>(JsonElement item)
        where TState : class, IMessage<TState>, new()
        where TDelta : class, IMessage<TDelta>, new()
    {
        var (from, to) = CheckDelta<TState, TDelta>(item);
        Assert.Equal((Number(item, "fromHash1"), Number(item, "hash1")), (from.Hash1, to.Hash1));
    }

    private static (State<TState, TDelta> From, State<TState, TDelta> To) CheckDelta<TState, TDelta>(JsonElement item)
        where TState : class, IMessage<TState>, new()
        where TDelta : class, IMessage<TDelta>, new()
    {
        var from = State<TState, TDelta>.From(Parse<TState>(Bytes(item, "from")));
        var delta = Parse<TDelta>(Bytes(item, "delta"));
        Assert.Equal(Bytes(item, "delta"), delta.ToByteArray());
        AssertForm(item.GetProperty("json"), delta);
        var to = from.Apply(delta);
        Assert.Equal(Number(item, "fromHash"), from.Hash);
        Assert.Equal(Bytes(item, "to"), to.ToMessage().ToByteArray());
        Assert.Equal(Number(item, "hash"), to.Hash);
        return (from, to);
    }

    /// <summary>Checks every frame of a file; returns the kinds that were there.</summary>
    private static HashSet<TKind> CheckFrames<TFrame, TKind>(string path, MessageParser<TFrame> parser,
        Func<TFrame, TKind> kindOf)
        where TFrame : class, IMessage<TFrame>, new()
        where TKind : struct, Enum
    {
        var kinds = new HashSet<TKind> { default };
        foreach (var item in Cases(path))
        {
            var frame = parser.ParseFrom(Bytes(item, "hex"));
            kinds.Add(kindOf(frame));
            Assert.Equal(Bytes(item, "hex"), frame.ToByteArray());
            AssertForm(item.GetProperty("json"), frame);
        }
        return kinds;
    }

    /// <summary>The form in the file is what the message prints, and reads back as the message.</summary>
    private static void AssertForm<T>(JsonElement form, T message) where T : class, IMessage<T>, new()
    {
        Assert.Equal(form.GetRawText(), ProtoJson.ToText(message));
        var read = ProtoJson.Read<T>(Encoding.UTF8.GetBytes(form.GetRawText()));
        Assert.Equal(message, read.Message);
        Assert.Equal(0, read.UnknownMembers.Count);
    }

    private static T Parse<T>(byte[] bytes) where T : IMessage<T>, new()
    {
        var message = new T();
        message.MergeFrom(bytes);
        return message;
    }

    private static uint SumOfParts(JsonElement item)
    {
        var sum = 0u;
        foreach (var part in item.GetProperty("parts").EnumerateArray())
        {
            Assert.Equal(Number(part, "hash"), XxHash32.HashToUInt32(Bytes(part, "hex")));
            sum += Number(part, "hash");
        }
        return sum;
    }

    private static TheoryData<string> FilesIn(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Vectors, folder))
            .Select(file => $"{folder}/{Path.GetFileName(file)}").Order(StringComparer.Ordinal)];

    private static List<JsonElement> Cases(string path)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Vectors, path)));
        return [.. file.RootElement.GetProperty("cases").EnumerateArray().Select(item => item.Clone())];
    }

    private static byte[] Bytes(JsonElement item, string name) =>
        Convert.FromHexString(item.GetProperty(name).GetString()!);

    private static uint Number(JsonElement item, string name) => item.GetProperty(name).GetUInt32();
}
